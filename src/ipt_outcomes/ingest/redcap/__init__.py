"""REDCap projects: an export is held to the project's data dictionary by `held.held_to_dictionary`.

The dictionary is the CSV that REDCap's designer gives ("Variable / Field Name", ...) or its API
("field_name", ...). Sources: REDCap's help, "Data Dictionary"; its API, "Export Metadata".
"""
