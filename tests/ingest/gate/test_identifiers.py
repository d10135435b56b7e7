"""Every class of identifier is refused, by the column's name and by the cells."""

from __future__ import annotations

import pytest

from ipt_outcomes.ingest.gate.roles import Role
from ipt_outcomes.ingest.gate.rules import identifier_rules

from .conftest import Look

# By class: columns refused whatever they hold, then cells refused whatever their column is called.
NAMES: dict[str, list[str]] = {
    "name": [
        "name", "Name", "patient_name", "PatientName", "participant.name", "full name", "surname",
        "last_name", "LASTNAME", "first_name1", "forename", "family name", "given-name",
        "maiden_name", "initials", "pt_initials", "next_of_kin", "Nachname", "Vorname", "prénom",
        "partner_name", "name of therapist", "gp_name", "nickname",
    ],
    "e-mail address": [
        "email", "e-mail", "E_Mail", "EMail", "email_address", "patient_email", "emailaddr_email",
        "mail address", "contact.email", "correo",
    ],
    "telephone number": [
        "phone", "Phone1", "phone_number", "telephone", "tel", "tel_home", "mobile", "mobile_no",
        "cell phone", "cellphone", "HomePhone", "work_phone", "telefon", "Handynummer", "pager",
    ],
    "fax number": [
        "fax", "Fax", "FAX", "fax_number", "fax no", "home_fax", "work.fax", "gp_fax", "FaxNumber",
        "facsimile", "facsimile_no", "telefax", "Telefax1", "fax_2", "clinic_fax", "fax number",
    ],
    "address or small area": [
        "address", "Address1", "address_line_2", "home_address", "street", "street_name", "Straße",
        "Adresse", "house_no", "city", "town", "county", "village", "place_of_birth", "latitude",
        "gps_location", "lsoa", "census tract",
    ],
    "ZIP code or postcode": [
        "zip", "ZIP5", "zip_code", "ZIPCode", "zipcode", "postcode", "post_code", "PostCode",
        "postal code", "PLZ", "Postleitzahl", "code postal", "eircode", "home_postcode",
    ],
    "social security or national number": [
        "ssn", "SSN", "patient_ssn", "social_security", "SocialSecurityNumber", "ni_number",
        "national_insurance", "national_id", "nationalId", "personnummer", "BSN", "dni",
        "codice_fiscale", "tax_id", "identity card",
    ],
    "medical record number": [
        "mrn", "MRN", "patient_mrn", "medical_record_number", "MedicalRecordNo", "hospital_number",
        "hospital_no", "nhs_number", "NHSNumber", "nhs no", "NHS", "chi_number", "chart_number",
        "ehr_id", "health record number", "Fallnummer",
    ],
    "health plan number": [
        "medicare_number", "medicare_id", "MedicaidNo", "beneficiary_number", "beneficiary id",
        "health_plan", "HealthPlanNumber", "policy_number", "policy no", "insurance_number",
        "insurance_id", "member_id", "subscriber_id", "health_card", "Versichertennummer",
        "Krankenversichertennummer", "carte_vitale", "health plan number",
    ],
    "bank or card account": [
        "iban", "IBAN", "patient_iban", "account_number", "AccountNo", "bank_account", "sort_code",
        "routing number", "credit_card", "card_number", "Kontonummer", "paypal",
    ],
    "licence or certificate number": [
        "licence_number", "license_number", "LicenseNo", "licence no", "driving_licence",
        "driver_license", "DriversLicense", "drivers licence", "dl_number", "passport",
        "passport_number", "certificate_number", "certificate no", "visa_number", "gmc_number",
        "Führerschein", "Reisepass",
    ],
    "vehicle number": [
        "vin", "VIN", "vehicle_id", "vehicle identification", "licence_plate", "license plate",
        "number_plate", "plate_number", "car_registration", "VehicleRegistration", "Kennzeichen",
        "Nummernschild",
    ],
    "device number": [
        "device_id", "DeviceID", "device identifier", "device_serial", "serial_number", "SerialNo",
        "imei", "IMEI", "udi", "mac_address", "android_id", "implant_serial",
    ],
    "web address": [
        "url", "URL", "survey_url", "website", "web_site", "web address", "homepage", "permalink",
        "profile_url", "webpage",
    ],
    "IP address": [
        "ip_address", "IPAddress", "ip address", "ipaddr_ip_addr", "client_ip", "user_ip",
        "ipv4", "IPv6", "hostname", "remote_ip",
    ],
    "full date": [
        "date", "Date", "dob", "DOB", "date_of_birth", "DateOfBirth", "birthdate", "birth_date",
        "birthday", "visit_date", "admission.date", "randomisation date", "survey_timestamp",
        "Geburtsdatum", "dod",
    ],
    "biometric or photograph": [
        "photo", "Photo1", "photograph", "face_image", "profile_picture", "image_file", "selfie",
        "fingerprint", "finger_print", "voiceprint", "voice_recording", "iris_scan", "retina_scan",
        "biometric", "signature", "audio_file", "video_file",
    ],
    "other identifying name or number": [
        "username", "user_name", "UserName", "login", "login_name", "skype", "skype_id", "whatsapp",
        "facebook", "facebook_name", "instagram", "twitter_handle", "social media handle",
        "linkedin", "mturk_id", "worker_id", "WorkerID", "prolific_id", "prolific_pid", "snapchat",
    ],
}  # fmt: skip

CELLS: dict[str, list[list[str]]] = {
    "name": [
        ["John Smith", "Mary Jones", "Peter O'Neill"],
        ["Smith, John", "Jones, Mary"],
        ["ANNA MÜLLER", "KARL SCHMIDT"],
        ["sarah", "david", "emma", "paul"],
        ["asked Dr. Patel about it"],
        ["Mrs Brown"],
    ],
    "e-mail address": [
        ["jo@example.org"], ["x", "JO.SMITH@EXAMPLE.CO.UK"], ["jo+trial@mail.example.com"],
        ["write to jo@example.org please"], ["<jo@example.org>"], ["jo [at] example.org"],
        ["jo(at)example.org"], ["mailto:jo"], ["o'neill@example.ie"], ["jo_s@sub.example.org;"],
    ],
    "telephone number": [
        ["+44 7700 900123"], ["+1-555-123-4567"], ["(555) 123-4567"], ["555-123-4567"],
        ["555.123.4567"], ["07700 900123"], ["0131 496 0000"], ["020 7946 0018"],
        ["(020) 7946 0018"],
        ["0044 7700 900123"], ["06 12 34 56 78"], ["030/1234567"], ["+49 30 1234567"],
        ["07700900123", "07700900456"], ["7700900123", "7700900456"], ["ring 07700 900123 after 5"],
        ["tel: 496 00001"], ["5552234567", "2125550123", "9175550188", "4155550111"],
    ],
    "fax number": [
        ["fax 0131 496 0000"], ["Fax: +44 131 496 0000"], ["FAX (555) 123-4567"],
        ["fax no 4960000"],
    ],
    "address or small area": [
        ["12 High Street"], ["221B Baker St"], ["1600 N. Pennsylvania Ave"], ["5, Mill Lane, Ayr"],
        ["PO Box 12"], ["P.O. Box 7"], ["Flat 3, The Mill"], ["Hauptstraße 12"], ["Gartenweg 3"],
        ["12 rue de Rivoli"], ["12 high street"], ["55.9533, -3.1883"], ["Calle Mayor 5"],
    ],
    "ZIP code or postcode": [
        ["SW1A 1AA"], ["EH8 9YL"], ["G12 8QQ", "x"], ["M1 1AE"], ["sw1a1aa", "eh89yl"],
        ["94103-1234"], ["San Francisco CA 94103"], ["K1A 0B6"], ["D02 X285", "D04 V1W8"],
        ["94103", "10001", "60601", "30301"], ["1012 AB", "3511 LX", "9712 CP"],
    ],
    "social security or national number": [
        ["123-45-6789"], ["x", "078-05-1120"], ["123 45 6789"], ["SSN 123456789"], ["912-70-1234"],
        ["AB 12 34 56 C"], ["AB123456C", "CE654321A"], ["RSSMRA85T10A562S"], ["811228-9874"],
        ["046 454 286", "130 692 544"], ["12345678Z", "87654321X"],
        ["219099999", "457555462", "078051120", "123456789"],
    ],
    "medical record number": [
        ["943 476 5919"], ["943-476-5919"], ["9434765919", "4010232137"], ["MRN 123456"],
        ["mrn: 00123456"], ["NHS no 943476"], ["Hospital number 12345"], ["hospital #123456"],
    ],
    "health plan number": [
        ["1EG4-TE5-MK73"], ["1EG4TE5MK73", "2EG4TE5MK72"], ["A123456780", "M123456785"],
        ["policy no. AB12345"], ["Medicare number 12345A"],
    ],
    "bank or card account": [
        ["GB82 WEST 1234 5698 7654 32"], ["GB82WEST12345698765432"], ["DE89370400440532013000"],
        ["FR14 2004 1010 0505 0001 3M02 606"], ["4111 1111 1111 1111"], ["4111-1111-1111-1111"],
        ["4111111111111111", "5500005555555559"], ["3782 822463 10005"], ["12-34-56 12345678"],
    ],
    "licence or certificate number": [
        ["MORGA657054SM9IJ"], ["P<GBRSMITH<<JOHN<<<<<"], ["passport 123456789"],
        ["licence no. AB123456"], ["D123-4567-8901", "F255-9215-0094"],
    ],
    "vehicle number": [
        ["1M8GDM9AXKP042788"], ["1HGCM82633A004352"], ["5GZCZ43D13S812715"],
        ["x", "JH4KA7561PC008269"],
        ["WVWZZZ1JZXW000001", "WDB1240221A123456"], ["AB12 CDE", "LK53 XYZ"],
        ["B-MW 1234", "M-AB 123"],
        ["reg: AB12CDE"], ["VIN: 1M8GDM9"],
    ],
    "device number": [
        ["00:1B:44:11:3A:B7"], ["00-1b-44-11-3a-b7"], ["001B.4411.3AB7"], ["49-015420-323751-8"],
        ["490154203237518", "356938035643809"], ["(01)00844588003288"], ["serial no. AB12345"],
        ["IMEI: 490154203237518"], ["S/N 12345"],
    ],
    "web address": [
        ["https://example.org/x"], ["http://example.org"], ["HTTP://EXAMPLE.ORG"],
        ["www.example.org"],
        ["see www.example.org/me"], ["example.com/jo"], ["ftp://example.org"], ["jo.example.co.uk"],
        ["file:///home/jo"], ["example.net"],
    ],
    "IP address": [
        ["192.168.0.1"], ["8.8.8.8"], ["from 10.0.0.7, twice"], ["255.255.255.255"],
        ["[127.0.0.1]"],
        ["2001:db8::1"], ["fe80::1ff:fe23:4567:890a"], ["2001:0db8:85a3:0000:0000:8a2e:0370:7334"],
        ["::ffff:192.0.2.128"], ["::1"],
    ],
    "full date": [
        ["2021-03-04"], ["2021/03/04"], ["04/03/2021"], ["3.4.2021"], ["12/31/2021"], ["4/3/21"],
        ["2021-03-04T10:15:00"], ["2021-03-04 10:15"], ["4 March 2021"], ["March 4, 2021"],
        ["4th of March 2021"], ["04MAR2021"], ["4-Mar-21"], ["left on 04.03.2021 in person"],
        ["20210304", "19991231"], ["04032021", "31121999"], ["1-Mar", "12-Apr"],
        ["03/1964", "11/1991", "04/1978", "12/1950", "01/2002"],
        ["March 1964", "November 1991", "April 1978", "May 1950", "June 2002"],
        ["1964-03", "1991-11", "1978-04", "1950-12", "2002-01"],
        ["Mär. 1964", "Dez. 1991", "avril 1978", "mayo de 1950", "Feb-2002"],
    ],
    "biometric or photograph": [
        ["face01.jpg"], ["/scans/001.PNG"], ["C:\\photos\\p1.jpeg"], ["iris.bmp"], ["brain.nii.gz"],
        ["scan.dcm"], ["session3.mp4"], ["voice.wav"], ["data:image/png;base64,iVBOR"],
        ["thumb.wsq"],
    ],
    "other identifying name or number": [
        ["skype: jo"], ["@jo_smith", "@mary.j"],
    ],
}  # fmt: skip

CASES = [(name, column, ["x"]) for name, columns in NAMES.items() for column in columns]
CASES += [(name, "covariate", cells) for name, columns in CELLS.items() for cells in columns]


def test_every_class_has_twenty_variants() -> None:
    classes = [rule.name for rule in identifier_rules()]
    assert list(dict.fromkeys(classes)) == classes
    for name in classes:
        variants = [case for case in CASES if case[0] == name]
        assert len(variants) >= 20, (name, len(variants))


def test_the_eighteen_of_safe_harbor_are_there() -> None:
    letters = {letter for rule in identifier_rules() for letter in rule.safe_harbor.split(", ")}
    assert letters == set("ABCDEFGHIJKLMNOPQR")


@pytest.mark.parametrize(("name", "column", "cells"), CASES)
def test_refused(look: Look, name: str, column: str, cells: list[str]) -> None:
    (problem,) = look(column, cells)
    assert (problem.file, problem.column) == ("people.csv", column)
    assert f"identifier: {name} (" in problem.rule
    assert problem.line is not None
    assert problem.remedy
    for cell in cells:
        assert cell == "x" or cell not in str(problem)


@pytest.mark.parametrize(("name", "cells"), [(n, c) for n, many in CELLS.items() for c in many])
def test_refused_as_participants_too(look: Look, name: str, cells: list[str]) -> None:
    # In small numbers among study numbers, only what one cell shows can be seen.
    problems = look("id", cells, Role("identifier"))
    if not problems:
        assert name == "ZIP code or postcode"
        return
    assert "pseudonyms" in problems[0].remedy


def test_one_cell_among_many_is_found_on_its_line(look: Look) -> None:
    cells = ["moved"] * 1000
    cells[700] = cells[800] = "write to jo@example.org"
    (problem,) = look("reason", cells)
    assert problem.line == 702
    assert "2 rows, this is the first" in problem.rule


def test_a_mapped_date_may_hold_dates_and_nothing_else(look: Look) -> None:
    assert look("visit_date", ["2021-03-04"], Role("text", date=True)) == ()
    (problem,) = look("visit_date", ["jo@example.org"], Role("text", date=True))
    assert "e-mail" in problem.rule
