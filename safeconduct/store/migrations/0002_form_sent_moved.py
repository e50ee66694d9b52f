"""Takes over the table of sent forms, which `registry` makes: it serves the forms of every room."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("store", "0001_initial"),)

    operations = (
        migrations.SeparateDatabaseAndState(
            state_operations=(
                migrations.CreateModel(
                    name="FormSent",
                    fields=[
                        ("id", models.CharField(max_length=32, primary_key=True, serialize=False)),
                        ("day", models.CharField(max_length=10)),
                        ("sealed", models.BinaryField(default=b"")),
                    ],
                    options={"db_table": "ops_form_sent"},
                ),
            )
        ),
    )
