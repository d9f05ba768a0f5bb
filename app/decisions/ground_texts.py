"""What each ground code says to the person, in plain words; a letter prints these beside the facts."""

from collections.abc import Mapping

from app.language import Text

GROUND_TEXTS: Mapping[str, Text] = {
    "R12-ID": Text(
        nl="Wij konden niet vaststellen dat u de persoon bent over wie de gegevens gaan.",
        en="We could not establish that you are the person the data are about.",
        fr="Nous n'avons pas pu établir que vous êtes la personne concernée par les données.",
    ),
    "R12-UNFOUNDED": Text(
        nl="Uw verzoek is kennelijk ongegrond. Wij moeten dat zelf aantonen.",
        en="Your request is manifestly unfounded. It is for us to show that.",
        fr="Votre demande est manifestement infondée. C'est à nous de le démontrer.",
    ),
    "R12-EXCESSIVE": Text(
        nl="Uw verzoek is buitensporig. Wij moeten dat zelf aantonen.",
        en="Your request is excessive. It is for us to show that.",
        fr="Votre demande est excessive. C'est à nous de le démontrer.",
    ),
    "R15-THIRD-PARTY": Text(
        nl="Een deel geven wij niet, omdat het de rechten van andere personen zou schaden.",
        en="We leave out a part, because it would harm the rights of other people.",
        fr="Nous ne communiquons pas une partie, car elle porterait atteinte aux droits d'autrui.",
    ),
    "R23-LAW": Text(
        nl="Een wet of decreet beperkt dit recht voor deze gegevens.",
        en="An act or decree restricts this right for these data.",
        fr="Une loi ou un décret limite ce droit pour ces données.",
    ),
    "R23-JUDICIAL": Text(
        nl="De gegevens komen van gerecht of politie. De wet beperkt uw recht daarop.",
        en="The data come from judicial or police authorities. The law restricts your right to them.",
        fr="Les données proviennent des autorités judiciaires ou policières. La loi limite votre droit.",
    ),
    "R16-ACCURATE": Text(
        nl="Uit ons onderzoek blijkt dat de gegevens juist en volledig zijn.",
        en="Our check shows that the data are accurate and complete.",
        fr="Notre vérification montre que les données sont exactes et complètes.",
    ),
    "R16-OPINION": Text(
        nl="Het gaat om een oordeel, niet om een feit. U kunt er een eigen verklaring aan toevoegen.",
        en="It is a judgement, not a fact. You can have your own statement added to it.",
        fr="Il s'agit d'une appréciation, pas d'un fait. Vous pouvez y faire joindre votre déclaration.",
    ),
    "R16-AUTHENTIC-SOURCE": Text(
        nl="De gegevens komen uit een authentieke bron. Laat ze daar verbeteren; wij nemen dat over.",
        en="The data come from an authentic source. Have them corrected there; we take that over.",
        fr="Les données viennent d'une source authentique. Faites-les y corriger ; nous suivrons.",
    ),
    "R17-NO-GROUND": Text(
        nl="Geen van de redenen waarvoor de wet wissing oplegt, is hier vervuld.",
        en="None of the reasons for which the law requires erasure is met here.",
        fr="Aucune des raisons pour lesquelles la loi impose l'effacement n'est remplie ici.",
    ),
    "R17-OTHER-GROUND": Text(
        nl="U trok uw toestemming in, maar wij hebben de gegevens nog nodig op een andere grond.",
        en="You withdrew your consent, but we still need the data on another legal ground.",
        fr="Vous avez retiré votre consentement, mais un autre fondement exige encore ces données.",
    ),
    "R17-3A": Text(
        nl="De gegevens blijven nodig voor de vrijheid van meningsuiting en informatie.",
        en="The data remain needed for the freedom of expression and information.",
        fr="Les données restent nécessaires à la liberté d'expression et d'information.",
    ),
    "R17-3B": Text(
        nl="Wij moeten de gegevens bewaren voor een wettelijke plicht of een taak van algemeen belang.",
        en="We must keep the data for a legal duty or a task in the public interest.",
        fr="Nous devons conserver les données pour une obligation légale ou une mission d'intérêt public.",
    ),
    "R17-3C": Text(
        nl="De gegevens zijn nodig voor de arbeidsgeneeskunde of de volksgezondheid.",
        en="The data are needed for occupational medicine or public health.",
        fr="Les données sont nécessaires à la médecine du travail ou à la santé publique.",
    ),
    "R17-3D": Text(
        nl="De gegevens zijn nodig voor archivering, onderzoek of statistiek in het algemeen belang.",
        en="The data are needed for archiving, research or statistics in the public interest.",
        fr="Les données sont nécessaires à l'archivage, à la recherche ou à des fins statistiques.",
    ),
    "R17-3E": Text(
        nl="De gegevens zijn nodig om een rechtsvordering in te stellen of te verdedigen.",
        en="The data are needed to bring or defend a legal claim.",
        fr="Les données sont nécessaires à l'exercice ou à la défense de droits en justice.",
    ),
    "R18-NO-GROUND": Text(
        nl="Geen van de redenen waarvoor de wet beperking oplegt, is hier vervuld.",
        en="None of the reasons for which the law requires restriction is met here.",
        fr="Aucune des raisons pour lesquelles la loi impose la limitation n'est remplie ici.",
    ),
    "R20-BASIS": Text(
        nl="De verwerking rust niet op uw toestemming of op een overeenkomst met u.",
        en="The processing does not rest on your consent or on a contract with you.",
        fr="Le traitement ne repose pas sur votre consentement ni sur un contrat avec vous.",
    ),
    "R20-PUBLIC-TASK": Text(
        nl="Wij verwerken de gegevens voor een taak van algemeen belang of openbaar gezag.",
        en="We process the data for a task in the public interest or of official authority.",
        fr="Nous traitons les données pour une mission d'intérêt public ou d'autorité publique.",
    ),
    "R20-NOT-PROVIDED": Text(
        nl="U gaf deze gegevens niet zelf; ze zijn toegekend, afgeleid of van anderen gekregen.",
        en="You did not provide these data; they were assigned, derived or obtained from others.",
        fr="Vous n'avez pas fourni ces données ; elles sont attribuées, déduites ou reçues d'autrui.",
    ),
    "R20-NOT-AUTOMATED": Text(
        nl="Wij verwerken deze gegevens niet automatisch, maar op papier.",
        en="We do not process these data by automated means, but on paper.",
        fr="Nous ne traitons pas ces données de manière automatisée, mais sur papier.",
    ),
    "R20-THIRD-PARTY": Text(
        nl="Overdracht zou de rechten en vrijheden van andere personen schaden.",
        en="Handing over the data would harm the rights and freedoms of other people.",
        fr="La transmission porterait atteinte aux droits et libertés d'autrui.",
    ),
    "R21-BASIS": Text(
        nl="Bezwaar kan hier niet: de verwerking rust niet op een taak van algemeen belang of een "
        "gerechtvaardigd belang.",
        en="Objection is not possible here: the processing does not rest on a task in the public "
        "interest or a legitimate interest.",
        fr="L'opposition n'est pas possible ici : le traitement ne repose pas sur une mission "
        "d'intérêt public ni sur un intérêt légitime.",
    ),
    "R21-COMPELLING": Text(
        nl="Wij hebben dwingende redenen die zwaarder wegen dan uw belangen, rechten en vrijheden.",
        en="We have compelling reasons that outweigh your interests, rights and freedoms.",
        fr="Nous avons des motifs impérieux qui prévalent sur vos intérêts, droits et libertés.",
    ),
    "R21-CLAIMS": Text(
        nl="De verwerking is nodig om een rechtsvordering in te stellen of te verdedigen.",
        en="The processing is needed to bring or defend a legal claim.",
        fr="Le traitement est nécessaire à l'exercice ou à la défense de droits en justice.",
    ),
    "R21-6-PUBLIC-TASK": Text(
        nl="De statistiek is nodig voor een taak van algemeen belang.",
        en="The statistics are needed for a task in the public interest.",
        fr="Les statistiques sont nécessaires à une mission d'intérêt public.",
    ),
    "R7-NO-CONSENT": Text(
        nl="Voor deze verwerking is geen toestemming van u vastgelegd.",
        en="No consent of yours is recorded for this processing.",
        fr="Aucun consentement de votre part n'est enregistré pour ce traitement.",
    ),
    "R7-NOT-SOLE-BASIS": Text(
        nl="Toestemming is niet de enige grond: een andere rechtsgrond draagt deze verwerking ook.",
        en="Consent is not the only ground: another legal basis carries this processing too.",
        fr="Le consentement n'est pas le seul fondement : une autre base juridique porte ce traitement.",
    ),
    "N-NO-DATA": Text(
        nl="Wij hebben geen gegevens over u gevonden.",
        en="We found no data about you.",
        fr="Nous n'avons trouvé aucune donnée vous concernant.",
    ),
    "N-ANONYMOUS": Text(
        nl="De gegevens zijn anoniem: wij kunnen u er niet in herkennen.",
        en="The data are anonymous: we cannot identify you in them.",
        fr="Les données sont anonymes : nous ne pouvons pas vous y identifier.",
    ),
    "N-OTHER-CONTROLLER": Text(
        nl="Een andere organisatie is verantwoordelijk voor deze verwerking.",
        en="Another organisation is responsible for this processing.",
        fr="Une autre organisation est responsable de ce traitement.",
    ),
    "N-DECEASED": Text(
        nl="De regels over persoonsgegevens gelden niet voor gegevens van overleden personen.",
        en="The rules on personal data do not apply to data of deceased people.",
        fr="Les règles sur les données personnelles ne valent pas pour les personnes décédées.",
    ),
    "N-OTHER-REGIME": Text(
        nl="Voor uw vraag gelden andere regels dan die over persoonsgegevens.",
        en="Other rules than those on personal data apply to your question.",
        fr="D'autres règles que celles sur les données personnelles s'appliquent à votre question.",
    ),
}
