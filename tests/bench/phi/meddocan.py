"""MEDDOCAN's labels in ours.

Sex, occupation, country and ages are no identifiers under 45 CFR 164.514(b)(2) and are left out.
Ages of 90 and more would be, but the label does not tell them apart.
"""

from __future__ import annotations

from types import MappingProxyType

LETTER_OF = MappingProxyType(
    {
        "NOMBRE_SUJETO_ASISTENCIA": "NAME",
        "NOMBRE_PERSONAL_SANITARIO": "NAME",
        "TERRITORIO": "LOCATION",
        "CALLE": "ADDRESS",
        "HOSPITAL": "FACILITY",
        "INSTITUCION": "FACILITY",
        "CENTRO_SALUD": "FACILITY",
        "FECHAS": "DATE",
        "NUMERO_TELEFONO": "PHONE",
        "NUMERO_FAX": "FAX",
        "CORREO_ELECTRONICO": "EMAIL",
        "ID_SUJETO_ASISTENCIA": "MRN",
        "ID_ASEGURAMIENTO": "PLAN",
        "ID_TITULACION_PERSONAL_SANITARIO": "LICENCE",
        "ID_CONTACTO_ASISTENCIAL": "CODE",
        "ID_EMPLEO_PERSONAL_SANITARIO": "CODE",
        "IDENTIF_VEHICULOS_NRSERIE_PLACAS": "VEHICLE",
        "IDENTIF_DISPOSITIVOS_NRSERIE": "DEVICE",
        "IDENTIF_BIOMETRICOS": "BIOMETRIC",
        "DIREC_PROT_INTERNET": "IP",
        "URL_WEB": "URL",
    }
)
"""MEDDOCAN label -> our label."""
