use catalint::markdown::*;
fn main(){ let p=std::env::args().nth(1).unwrap(); let t=std::fs::read_to_string(&p).unwrap();
 let s=std::time::Instant::now(); let d=parse(&t); let e=s.elapsed();
 if std::env::args().nth(2).is_some(){ for b in &d.blocks{ println!("{:?} {:?} {:?} s{} i{} {:?}",b.kind,b.span,d.text_of(b),b.section,b.item as i32,d.marks_of(b).iter().map(|m|(m.kind,m.text)).collect::<Vec<_>>()); }
  for l in &d.links { println!("{:?} {:?} -> {:?} [{}]",l.kind,d.link_text(l),l.target, d.target_span(l).of(d.text)); }
  for t in &d.tables { for r in &d.rows[t.rows.0 as usize..t.rows.1 as usize]{ if r.cells!=r.written {println!("ragged {:?} {} {}",r.span.of(d.text),r.cells,r.written);} } }
  for u in &d.undefined { println!("undef {:?}",u);} for u in &d.anchors { println!("anchor {:?}",u);}
 }
 println!("{p}: {:?} blocks {} links {} tables {} rows {} items {} sections {} undefined {} comments {}",e,d.blocks.len(),d.links.len(),d.tables.len(),d.rows.len(),d.items.len(),d.sections.len(),d.undefined.len(),d.comments.len());
 let st=std::fs::read_to_string("/proc/self/status").unwrap();
 println!("{}", st.lines().find(|l|l.starts_with("VmHWM")).unwrap());
}
