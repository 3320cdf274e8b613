"""Botocore's login provider on the profile that AWS_PROFILE names: prints the credentials as JSON, or the name of the error.

Botocore takes elliptic curves from awscrt, which not every installation has; the same four functions come from cryptography here.
"""

import json

import botocore.credentials
import botocore.session
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils


class EC:
    def __init__(self, key):
        self._key = key

    @staticmethod
    def new_key_from_der_data(data):
        return EC(serialization.load_der_private_key(data, None))

    @staticmethod
    def decode_der_signature_to_padded_pair(signature, pad_to):
        return b"".join(number.to_bytes(pad_to, "big") for number in utils.decode_dss_signature(signature))

    def get_public_coords(self):
        numbers = self._key.public_key().public_numbers()
        return numbers.x.to_bytes(32, "big"), numbers.y.to_bytes(32, "big")

    def sign(self, digest):
        return self._key.sign(digest, ec.ECDSA(utils.Prehashed(hashes.SHA256())))


botocore.credentials.EC = EC
try:
    found = botocore.session.Session().get_credentials().get_frozen_credentials()
    print(json.dumps({"key": found.access_key, "secret": found.secret_key, "token": found.token, "account": found.account_id}))
except Exception as error:
    print(json.dumps({"error": type(error).__name__}))
