"""What columns are called: the words that `recognise` knows, in English, French and some neighbours. Data only.

A name is written as `column_names.key` gives it: lower case, no accents, words joined by `_`.
"""


def _list(text: str) -> list[str]:
    return text.split()


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


_NAMES: dict[str, str] = {
    "given_name": """
        given_name given first_name firstname first fname forename christian_name prenom prenoms
        prenom_usuel prenom_usage
        forenames first_names given_names first_forename vorname vornamen rufname nombre nombres primer_nombre nome
        primeiro_nome voornaam voornamen imie imiona isim adi
    """,
    "family_name": """
        family_name last_name lastname last lname surname married_name nom_usage nom_d_usage
        nom_usuel nom_marital nom_epouse nom nom_famille nom_de_famille patronyme
        family nachname familienname zuname apellidos apellido primer_apellido cognome sobrenome apelido apelidos
        achternaam familienaam nazwisko soyad soyadi soyisim
    """,
    "birth_family_name": """
        birth_family_name birth_name birth_surname maiden_name name_at_birth nee nom_naissance
        nom_de_naissance nom_jeune_fille nom_de_jeune_fille nom_patronymique
        geburtsname meisjesnaam nazwisko_panienskie kizlik_soyadi
    """,
    "full_name": """
        full_name fullname name complete_name display_name contact_name customer_name person_name
        first_and_surname nom_complet nom_prenom nom_prenoms prenom_nom nom_et_prenom
        prenom_et_nom identite titulaire
        names nombre_completo nombre_y_apellidos nome_completo nome_e_cognome cognome_e_nome vollstaendiger_name
        naam imie_i_nazwisko adi_soyadi ad_soyad
    """,
    "birth_date": """
        birth_date birthdate birthday birth date_of_birth dob d_o_b year_of_birth birth_year yob
        ddn date_naissance date_de_naissance date_naiss date_nais dt_naissance dt_naiss naissance
        ne_le nele annee_naissance
        ne_e_le nee_le anniversaire geburtsdatum geburtstag geboren_am fecha_nac fecha_nacimiento fecha_de_nacimiento
        nacimiento data_nascita data_di_nascita nascita nato_il data_nasc data_nascimento data_de_nascimento nascimento
        geboortedatum data_urodzenia dogum_tarihi
    """,
    "birth_place": """
        birth_place birthplace place_of_birth pob birth_city birth_town city_of_birth
        lieu_naissance lieu_de_naissance ville_naissance ville_de_naissance commune_naissance
        commune_de_naissance
        geburtsort lugar_nacimiento lugar_de_nacimiento luogo_nascita luogo_di_nascita geboorteplaats
        miejsce_urodzenia dogum_yeri
    """,
    "gender": """
        gender sex sexe genre civilite civ title salutation titre
        geschlecht anrede sexo sesso geslacht plec cinsiyet genero genere
    """,
    "email": """
        email e_mail mail email_address mail_address emails courriel mel adresse_email
        adresse_e_mail adresse_mail adresse_courriel adresse_electronique
        correo correo_electronico posta_elettronica e_posta eposta
    """,
    "phone": """
        phone phones phone_number phone_no phone_num telephone telephone_number tel tel_no mobile
        mobile_phone mobile_number cell cellphone cell_phone landline home_phone work_phone msisdn
        portable gsm fixe telephone_fixe telephone_mobile telephone_portable tel_fixe tel_mobile
        tel_portable tel_port numero_telephone numero_de_telephone num_tel num_telephone no_tel
        numero_portable numero_mobile numero_fixe
        telefon telefonnummer handy mobil mobilnummer telefono telefono_movil movil celular cellulare telefone
        telemovel telefoon telefoonnummer mobiel komorka cep_telefonu switchboard
    """,
    "street_address": """
        street_address address addr street street_name address_line street_number street_no
        house_number house_no house_name flat flat_number apartment apartment_number apt unit
        unit_number building adresse adresse_postale adresse_ligne ligne_adresse voie rue
        type_voie nom_voie libelle_voie num_voie numero_voie numero_rue numero_de_rue no_voie
        no_rue complement_adresse complement_d_adresse adresse_complement complement batiment
        appartement lieu_dit
        line_1 line_2 line_3 street_1 street_2 strasse strasse_hausnummer anschrift adresse_1 hausnummer calle direccion
        domicilio domicile via indirizzo numero_civico endereco morada rua straat adres huisnummer ulica ulica_i_numer
    """,
    "locality": """
        locality city town suburb municipality village post_town ville commune localite
        nom_commune libelle_commune
        ort wohnort stadt ciudad municipio localidad poblacion citta comune cidade localidade woonplaats plaats
        miasto miejscowosc sehir
    """,
    "postal_code": """
        postal_code postalcode post_code postcode postal zip zip_code zipcode plz cp code_postal
        codepostal code_post cpostal
        postleitzahl codigo_postal cod_postal cap cep kod_pocztowy posta_kodu
    """,
    "country": """
        country country_code country_name pays code_pays nom_pays libelle_pays
        nazione kraj ulke
    """,
    "national_id": """
        national_id national_number national_insurance_number nino ssn soc_sec_id soc_sec
        social_security_number social_security_no nir numero_securite_sociale
        numero_de_securite_sociale num_securite_sociale num_secu numero_secu no_secu secu
        sozialversicherungsnummer dni nif codice_fiscale cpf bsn burgerservicenummer pesel tc_kimlik_no
    """,
    "cookie": """
        cookie cookie_id cookies id_cookie anonymous_id anonymousid visitor visitor_id id_visiteur
        client_cookie fpid
    """,
    "device": """
        device device_id deviceid id_device devices maid idfa gaid aaid advertising_id appareil
        id_appareil identifiant_appareil terminal id_terminal
    """,
    "ip": "ip ips ip_address ip_addr ipaddress remote_addr client_ip adresse_ip ip_adresse",
    "user_agent": "user_agent useragent ua browser navigateur agent",
    "organisation": """
        organisation organization organisation_name organization_name company company_name
        business business_name employer employer_name societe nom_societe entreprise
        nom_entreprise raison_sociale denomination denomination_sociale etablissement employeur
        enseigne
        firma firmenname empresa razon_social azienda ragione_sociale bedrijf bedrijfsnaam nazwa_firmy sirket
    """,
    "siret": """
        siret siren numero_siret numero_siren num_siret num_siren no_siret no_siren code_siret
        code_siren vat vat_number vat_no vat_id vatin tva numero_tva num_tva no_tva tva_intracom tva_intracommunautaire
        numero_tva_intracommunautaire company_number registration_number
    """,
    "occupation": """
        occupation profession job job_title trade metier emploi poste fonction
        beruf profesion ocupacion professione ocupacao beroep zawod meslek
    """,
    "updated_at": """
        updated_at updated updated_on update_date last_updated last_update last_modified modified
        modified_at modification_date maj date_maj date_mise_a_jour date_de_mise_a_jour date_modif
        date_modification derniere_maj at timestamp ts time datetime date_time event_time
        event_date occurred_at visited_at seen_at last_seen horodatage date_visite date_evenement
        date_heure date created_at created created_on creation_date subscribed_at date_creation
        date_inscription date_abonnement
    """,
    "purpose": "purpose purposes finalite objet but",
    "channel": "channel canal",
    "status": "status statut consent consentement decision choice choix state etat",
    "subject_namespace": "namespace identifier_type id_type type_identifiant type_id espace",
    "subject_value": "value identifier identifiant valeur valeur_identifiant identifier_value",
}

PEOPLE = _set("""
    client cliente customer kunde patient applicant titulaire contact member membre adherent adherente assure assuree
    insured policyholder usager person personne persona participant student pupil etudiant eleve employee salarie owner
    proprietaire holder account_holder tenant locataire borrower emprunteur debtor debiteur voter electeur guest
    passenger passager subscriber abonne user utilisateur individual individu worker candidate candidat
""")
"""What people are called: a column of that name holds their whole names, if not their numbers."""

BIRTH_PARTS: dict[str, str] = {
    **dict.fromkeys(
        _list("year_of_birth birth_year yob annee_naissance annee_de_naissance an_naissance geburtsjahr by"),
        "year",
    ),
    **dict.fromkeys(
        _list("month_of_birth birth_month mob mois_naissance mois_de_naissance geburtsmonat bm"), "month"
    ),
    **dict.fromkeys(
        _list("day_of_birth birth_day jour_naissance jour_de_naissance geburtstag_tag bd"), "day"
    ),
}
"""Columns with a part of the date of birth -> which part."""

SHORT: dict[str, str] = {
    "nm": "name", "nme": "name", "frst": "first", "lst": "last", "dt": "date", "dte": "date", "naiss": "naissance",
    "nais": "naissance", "addr": "address", "adr": "adresse", "str": "street", "pst": "post", "cde": "code",
    "nbr": "number",
}  # fmt: skip
"""Words of column names as they are cut short -> in full."""

NAMES: dict[str, list[str]] = {field: _list(text) for field, text in _NAMES.items()}
"""Field -> the names of its columns, the most telling first."""

STARTS_A_LINE = _set("""
    street_number street_no house_number house_no type_voie num_voie numero_voie numero_rue numero_de_rue no_voie no_rue
""")
"""Columns of an address whose value is followed by that of the next column on the same line."""

CONSENT_ONLY = frozenset({"purpose", "channel", "status", "subject_namespace", "subject_value"})
"""Fields that mean what they say only in a file of consents."""

CONTEXT = _set("""
    customer client user contact person personne member membre traits profile profil billing
    shipping delivery livraison facturation principal principale primary main secondary secondaire
    home domicile personal perso personnel personnelle work pro professionnel professionnelle
    business my mon own current actuel actuelle new fake raw brut field champ col column txt text
    str libelle lib valeur value alt alternate other autre 1 2 3 4 5 6 7 8 9 01 02 03 a b c
    patient applicant insured assure adherent student pupil employee participant holder titulaire individual individu
    borrower emprunteur tenant locataire voter electeur kunde cliente
""")
"""Words beside a known name that change nothing: `billing_city`, `email_2`, `postcode_fake`."""

OTHER_PEOPLE = _set("""
    spouse husband wife partner conjoint conjointe mari epoux parent parents mother father mere
    pere child children enfant enfants kid son daughter fils fille emergency urgence referrer
    referee parrain marraine filleul sponsor beneficiary beneficiaire guardian tuteur tutrice
    sibling doctor medecin advisor conseiller seller vendeur
""")
"""Words that say the column is about somebody else than the person of the row."""

OF_THE_USER = _set("""
    customer client user utilisateur contact person personne personal perso personnel personnelle member membre
    profile profil traits attributes properties custom metadata info infos information informations
    detail details data identity identite demographics
    address addresses adresse adresses location billing facturation shipping delivery livraison postal mailing
    home domicile work pro professional professionnel primary principal principale main secondary secondaire
    other autre alternate my own current actuel actuelle new
    email emails mail mails phone phones telephone telephones mobile name names nom birth naissance
""")
"""Words that name an object of traits which is about the user; any other may be somebody they know, or a thing."""

ID_WORDS = _set(
    """
    id ids uid uuid guid identifier identifiant ident no num nr numero number ref reference
    matricule
"""
)

RECORD_IDS = _list("""
    record_id rec_id recid row_id rowid unique_id id uid uuid guid pk primary_key identifiant
    identifier ident reference ref numero no number num cle key _id
""")
"""Names of a record's own ID that say nothing about a namespace, the most telling first."""

PLAIN_EXTERNAL_IDS = frozenset({"external_id", "external_ids"})
"""Columns whose values say their namespace themselves: `loyalty:123456`."""

EVENT_IDS = _set(
    """
    visit visite event evenement message msg hit order commande transaction consent consentement
    statement
"""
)
"""What happens once: its ID may name the record, never the person."""

NAMESPACES: dict[str, str] = {
    **dict.fromkeys(
        _list("loyalty loyalty_card card carte carte_fidelite carte_de_fidelite fidelite fid"), "loyalty"
    ),
    **dict.fromkeys(
        _list("account compte user utilisateur login username web_account compte_web web"), "account"
    ),
    **dict.fromkeys(_list("subscriber subscription abonne abonnement abonnee"), "subscriber"),
    **dict.fromkeys(_list("customer client cust clt"), "customer"),
    **dict.fromkeys(_list("member membre adherent membership"), "member"),
    **dict.fromkeys(_list("employee staff salarie employe matricule"), "employee"),
    **dict.fromkeys(_list("person personne individual individu"), "person"),
    **dict.fromkeys(_list("contact"), "contact"),
    **dict.fromkeys(_list("crm"), "crm"),
    **dict.fromkeys(_list("patient"), "patient"),
    **dict.fromkeys(_list("prospect lead"), "prospect"),
    **dict.fromkeys(_list("vat vatin tva numero_tva tva_intracom tva_intracommunautaire"), "vat"),
    **dict.fromkeys(_list("company organisation organization registration"), "company"),
}
"""What a person can have a number of -> the namespace of that number."""

BARE_NAMESPACES = _set("""
    vat vatin tva tva_intracom tva_intracommunautaire
    loyalty_card carte carte_fidelite carte_de_fidelite compte user login username account loyalty
    fidelite subscriber abonne matricule
""")
"""Names that are an ID without saying so."""

NOT_PEOPLE = EVENT_IDS | _set("""
    household foyer family famille menage home store shop magasin boutique agence agency branch
    campaign campagne product produit article item session page cart panier group groupe segment
    batch lot file fichier region departement department city ville commune address adresse
    country pays team equipe site source street rue building template category categorie tag
    version line ligne
""")
"""What several people share: an ID of it is no identifier of a person."""

TITLES = _set("""
    m mr monsieur mme madame mlle mademoiselle mrs ms miss mx dr docteur me maitre pr prof
    professeur f h homme femme male female w man woman masculin feminin 1 2 other autre x u
    inconnu unknown nb
""")
"""What stands in a column of genders or titles."""
