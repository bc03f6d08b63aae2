from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("thidua", "0003_in_the_database"),
    ]

    operations = [
        migrations.AddField(
            model_name="unit",
            name="is_start_known",
            field=models.BooleanField(default=True),
        ),
        migrations.AlterField(
            model_name="departure",
            name="kind",
            field=models.CharField(
                choices=[
                    ("retired", "Nghỉ hưu"),
                    ("resigned", "Thôi việc"),
                    ("dismissed", "Buộc thôi việc"),
                    ("moved_out", "Chuyển công tác ra ngoài"),
                    ("died", "Từ trần"),
                ],
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="reorganisation",
            name="kind",
            field=models.CharField(
                choices=[
                    ("merge", "Sáp nhập"),
                    ("split", "Chia, tách"),
                    ("rename", "Đổi tên, đổi loại hình"),
                    ("abolish", "Giải thể"),
                    ("move", "Chuyển cấp trên"),
                    ("rearrange", "Sắp xếp đồng loạt"),
                ],
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="unit",
            name="kind",
            field=models.CharField(
                choices=[
                    ("province", "Tỉnh, thành phố"),
                    ("department", "Sở, ban, ngành"),
                    ("ward", "Phường"),
                    ("commune", "Xã"),
                    ("township", "Thị trấn (cũ)"),
                    ("special_zone", "Đặc khu"),
                    ("party_body", "Cơ quan Đảng, đoàn thể"),
                    ("justice_body", "Cơ quan tư pháp"),
                    ("armed_force", "Lực lượng vũ trang"),
                    ("public_service", "Đơn vị sự nghiệp công lập"),
                    ("school", "Trường học, cơ sở giáo dục"),
                    ("hospital", "Bệnh viện, cơ sở y tế"),
                    ("enterprise", "Doanh nghiệp, tổ chức kinh tế"),
                    ("section", "Phòng, tổ trực thuộc"),
                    ("district", "Huyện, thị xã, thành phố (cũ)"),
                ],
                max_length=20,
            ),
        ),
    ]
