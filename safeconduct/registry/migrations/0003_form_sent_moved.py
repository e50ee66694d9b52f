"""The table of sent forms belongs to `store` from here on; it stays where it is."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = (("registry", "0002_form_sent"),)

    operations = (
        migrations.SeparateDatabaseAndState(state_operations=(migrations.DeleteModel(name="FormSent"),)),
    )
