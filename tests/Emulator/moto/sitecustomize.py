"""Python reads this at the start of moto_server, whose PYTHONPATH leads here.

A reset of moto makes each backend of each region anew (1,485 policies, 1,177 images a region) just before it throws all of them away.
Backends that clean up nothing are thrown away as they are.

DynamoDB looks at a condition and writes in one step. moto does it in two, and answers several requests at a time: here it writes one by one.
"""

try:
    import functools
    import threading

    from moto.core.base_backend import AccountSpecificBackend, BaseBackend
    from moto.dynamodb.models import DynamoDBBackend

    def reset(self):
        for backend in self.values():
            if type(backend).reset is not BaseBackend.reset:
                backend.reset()

    AccountSpecificBackend.reset = reset

    writing = threading.RLock()

    def alone(write):
        @functools.wraps(write)
        def locked(*args, **kwargs):
            with writing:
                return write(*args, **kwargs)

        return locked

    for name in ("put_item", "update_item", "delete_item"):
        setattr(DynamoDBBackend, name, alone(getattr(DynamoDBBackend, name)))
except ImportError:
    # Not the process of moto, or another version of it: slower, and no different.
    pass
