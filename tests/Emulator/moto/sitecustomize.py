"""Python reads this at the start of moto_server, whose PYTHONPATH leads here.

A reset of moto makes each backend of each region anew (1,485 policies, 1,177 images a region) just before it throws all of them away.
Backends that clean up nothing are thrown away as they are.
"""

try:
    from moto.core.base_backend import AccountSpecificBackend, BaseBackend

    def reset(self):
        for backend in self.values():
            if type(backend).reset is not BaseBackend.reset:
                backend.reset()

    AccountSpecificBackend.reset = reset
except ImportError:
    # Not the process of moto, or another version of it: slower, and no different.
    pass
