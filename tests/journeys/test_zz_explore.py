import io, json, zipfile
from app.staff.model import Role
from tests.service import Service, Person
from sqlalchemy import create_engine, text
from pypdf import PdfReader
def test_x(service: Service):
    h=service.client(Role.CASE_HANDLER); d=service.client(Role.DECISION_MAKER)
    p=service.people[2]
    case=h.register(p); h.prove(case,p); h.wait(case,"inAssessment")
    h.put(case,"/decisions",{"acceptProposals":True}); print(d.post(case,"/decisions/confirmation").json()["claims"])
    a=h.post(case,"/answer"); print(a.status_code)
    L=h.get(case,"/letters")
    print(L)
    lid=[x for x in L["items"] if x["kind"]=="L06"][0]["id"]
    pdf=h.http.get(f"/cases/{case['id']}/letters/{lid}/content").content
    t="\n".join(pg.extract_text() for pg in PdfReader(io.BytesIO(pdf)).pages)
    open("/tmp/explore/l06.txt","w").write(t)
    e=h.get(case,"/exports")["items"][0]
    z=h.http.get(f"/cases/{case['id']}/exports/{e['id']}/content").content
    open("/tmp/explore/x.zip","wb").write(z)
    json.dump(h.get(case,"/timeline"), open("/tmp/explore/timeline.json","w"), indent=1)
    json.dump(h.get(case,"/dossier"), open("/tmp/explore/dossier.json","w"), indent=1)
    json.dump(h.get(case), open("/tmp/explore/case.json","w"), indent=1)
    eng=create_engine(service.personnel_url.replace("postgresql://","postgresql+psycopg://"))
    with eng.connect() as c:
        for r in c.execute(text("select persoon_id, voornaam, naam, soort, vlimpersnummer, (select count(*) from evaluatie e where e.persoon_id=p.persoon_id and derden)+(select count(*) from edossier e where e.persoon_id=p.persoon_id and derden)+(select count(*) from noodcontact e where e.persoon_id=p.persoon_id and derden)+(select count(*) from gezinslid e where e.persoon_id=p.persoon_id and derden)+(select count(*) from gesprek e where e.persoon_id=p.persoon_id and derden)+(select count(*) from schakel e where e.persoon_id=p.persoon_id and derden)+(select count(*) from tucht e where e.persoon_id=p.persoon_id and derden)+(select count(*) from arbeidsongeval e where e.persoon_id=p.persoon_id and derden) as n from persoon p order by 1")): print(tuple(r))
    eng.dispose()
