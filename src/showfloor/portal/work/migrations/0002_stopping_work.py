"""Who asked to let a job end before it is done."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("work", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="job",
            name="stopped_by",
            field=models.CharField(blank=True, max_length=200),
        ),
    ]
