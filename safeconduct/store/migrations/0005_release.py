from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0004_received_entries'),
    ]

    operations = [
        migrations.CreateModel(
            name='ReleaseRow',
            fields=[
                ('id', models.CharField(max_length=32, primary_key=True, serialize=False)),
                ('expires', models.DateTimeField()),
                ('sealed', models.BinaryField()),
            ],
            options={
                'db_table': 'ops_release',
            },
        ),
    ]
