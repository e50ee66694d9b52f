"""What pages say of wishes to those who may know that there is one: of a request that waits for a second person."""

from django.utils.translation import gettext_lazy as _

from safeconduct.store.forms import Words

ACTION: Words = {
    "wishes.confirm_no_danger": _("It counts that a prisoner would be in no danger at a destination."),
}
UNDONE: Words = {
    "wishes.confirm_no_danger": _("Yes: a new finding of danger counts at once."),
}
