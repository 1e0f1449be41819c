import { customProperties, DARK, LIGHT, PRINT } from './palette.ts';

/** The look of the report. Colours are roles; the dark and the printed set replace the roles, nothing else. Marks keep their colour in print. */
export const STYLESHEET = `
:root{color-scheme:light dark;${customProperties(LIGHT)}}
@media (prefers-color-scheme:dark){:root{${customProperties(DARK)}}}
*{box-sizing:border-box}
html{scroll-behavior:smooth;-webkit-text-size-adjust:100%}
body{margin:0;padding:0 0 4rem;background:var(--paper);color:var(--ink);
font:1rem/1.55 ui-sans-serif,system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",sans-serif;
font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
body>:not(.simulated,.skip){max-width:64rem;margin-inline:auto;padding-inline:1.25rem}
p{margin:.35rem 0}h1,h2,h3{line-height:1.15;letter-spacing:-.015em;margin:0}
h1{font-size:1.05rem;font-weight:700;letter-spacing:0}h1 span{color:var(--accent)}
h2{font-size:1.5rem;font-weight:700}h3{font-size:1rem;margin:1.5rem 0 .5rem}
section{margin-top:4rem;scroll-margin-top:1rem}
ul{list-style:none;margin:1rem 0 0;padding:0}small{font-size:.8em}
a{color:var(--accent)}:focus-visible{outline:3px solid var(--accent);outline-offset:3px;border-radius:3px}
.soft,.lead,footer{color:var(--soft)}.soft{font-size:.875rem}.lead{max-width:44rem}
.when{font-size:.875rem;margin:.15rem 0 0}header{padding-top:2.25rem}
.pulse{display:flex;align-items:baseline;gap:.5rem;margin:2.25rem 0 .5rem;font-weight:600;font-size:.95rem;color:var(--bad)}
.pulse.stale{text-decoration:none}.pulse.fresh{color:var(--up)}.pulse.late{color:var(--warn)}
.statement{font-size:clamp(1.6rem,5.2vw,2.75rem);line-height:1.14;letter-spacing:-.02em;font-weight:720;max-width:24ch;max-width:min(52rem,100%);margin:.25rem 0 .9rem;text-wrap:balance}
.statement em{font-style:normal;color:var(--up);white-space:nowrap}.statement em.below{color:var(--down)}
.detail{font-size:1.1rem;max-width:46rem;margin:.2rem 0}
.next{display:flex;flex-wrap:wrap;gap:.3rem 1.5rem;margin:1rem 0 0;color:var(--soft);font-size:.9rem}
.nothing{color:var(--soft);border-left:3px solid var(--line);padding-left:.75rem}
.hidden,.skip:not(:focus){position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.skip{position:absolute;top:.5rem;left:.5rem;background:var(--card);padding:.5rem 1rem;z-index:1}
.missing{color:var(--soft);font-weight:400}.stale{color:var(--warn);text-decoration:underline dotted;text-underline-offset:3px}
.trouble{color:var(--bad)}.planted,.simulation{color:var(--sim)}.findings .planted{white-space:nowrap;margin-left:.3rem}
.diamond{display:inline-block;width:.5rem;height:.5rem;border:2px solid currentColor;transform:rotate(45deg);margin:0 .25rem}
.simulated{margin:0;line-height:1.35;padding:.6rem max(1.25rem,calc((100% - 64rem)/2 + 1.25rem));color:var(--sim);font-weight:600;background:repeating-linear-gradient(-45deg,var(--sim-paper) 0 12px,transparent 12px 24px),var(--paper);border-bottom:1px solid var(--sim)}
nav{display:flex;flex-wrap:wrap;gap:.1rem 1.1rem;margin-top:1.5rem;font-size:.875rem}nav::before{content:'';flex-basis:100%;border-top:1px solid var(--line);margin-bottom:.6rem}nav a{padding:.3rem 0;text-underline-offset:3px;text-decoration-thickness:1px}
.jobs{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(11rem,100%),1fr));gap:.5rem 1.25rem;margin-top:1.75rem;font-size:.875rem}
.jobs li{display:flex;gap:.5rem;line-height:1.4}
.sign{flex:none;width:.7rem;height:.7rem;margin-top:.3rem;border:2px solid currentColor;border-radius:50%}
.fresh .sign{background:currentColor}.late .sign{background:linear-gradient(90deg,currentColor 50%,transparent 50%)}.never .sign{border-style:dotted}
.jobs .state{font-size:.8rem;font-weight:600}
.fresh .sign,.fresh .state{color:var(--up)}.late .sign,.late .state{color:var(--warn)}.stale .sign,.stale .state,.never .sign,.never .state{color:var(--bad)}
.jobs .stale{text-decoration:none;color:inherit}.jobs .trouble{font-size:.8rem}
.findings{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(21rem,100%),1fr));gap:0 2.5rem;margin-top:.25rem}
.findings li{display:grid;grid-template-columns:7.5rem 1fr;gap:1rem;padding:.8rem 0;border-top:1px solid var(--line)}
.figure{font-size:1.6rem;font-weight:700;line-height:1.1;color:var(--up)}.below .figure{color:var(--down)}
.figure small{display:block;font-size:.8rem;font-weight:400;color:var(--soft);margin-top:.3rem}
.strength{display:inline-block;font-weight:400;color:var(--soft);border:1px solid currentColor;border-radius:1rem;padding:0 .5rem;font-size:.72rem;line-height:1.5;margin-left:.35rem}
.escalating{color:var(--bad)}.promise{font-size:.875rem;color:var(--soft);border-top:1px solid var(--line);padding-top:.6rem}
.open,.changes,.errors{align-items:start;display:grid;grid-template-columns:repeat(auto-fit,minmax(min(19rem,100%),1fr));gap:1rem}
.open li,.changes li,.errors li{background:var(--card);border:1px solid var(--line);border-radius:.6rem;padding:.9rem 1.1rem}
.open .more{font-size:.875rem;color:var(--soft)}.errors li.resolved{opacity:.65}
code{font:.85rem/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
.moves{width:100%;border-collapse:collapse;font-size:.875rem;margin-top:.5rem}.moves th{font-weight:400;text-align:left}
.moves thead th:nth-child(n+2){text-align:right}.moves thead th{color:var(--soft);font-size:.75rem}.moves td{text-align:right;padding:.1rem 0 .1rem .6rem;white-space:nowrap}
.moves td:last-child{width:35%}.move{display:block;width:100%;height:14px;overflow:visible}
.track{stroke:var(--line);stroke-width:2}.grow{stroke:var(--up);stroke-width:4}.shrink{stroke:var(--down);stroke-width:4}.move circle{fill:var(--ink)}
.forest-row{display:grid;grid-template-columns:minmax(5rem,9rem) 1fr 10.5rem 11rem;gap:.9rem;align-items:center;min-height:1.9rem}
.forest-row+.forest-row{border-top:1px solid color-mix(in srgb,var(--line) 55%,transparent)}
.forest{width:100%;height:1.9rem;display:block;overflow:visible}.forest .grid,.plot .grid{stroke:var(--line)}
.forest .zero{stroke:var(--soft);stroke-width:1.5}.interval{stroke:var(--soft);stroke-width:3;stroke-linecap:round}.estimate{fill:var(--soft)}
.above .interval{stroke:var(--up)}.above .estimate{fill:var(--up)}.below .interval{stroke:var(--down)}.below .estimate{fill:var(--down)}
.beyond{fill:none;stroke:var(--soft);stroke-width:2}.truth{fill:var(--paper);stroke:var(--sim);stroke-width:2}
.lift{font-weight:650}.lift small{font-weight:400;color:var(--soft);white-space:nowrap}.aside{font-size:.8rem;color:var(--soft)}.aside>span{white-space:nowrap;margin-right:.4rem}
.ticks{position:relative;height:1.3rem;font-size:.72rem;color:var(--soft)}.ticks span,.x span{position:absolute;transform:translateX(-50%);white-space:nowrap}
.expected{margin:.2rem 0}.expected b{font-size:1.6rem;line-height:1.1;margin-right:.35rem}.against{margin-top:1.25rem}
.coverage .nominal{stroke:var(--ink);stroke-width:2}.coverage .interval{stroke:var(--up)}.coverage.off .interval{stroke:var(--bad)}
.lives{list-style:none;margin:.5rem 0 0;padding:0}.lives>li{border-top:1px solid var(--line);padding:.8rem 0}.lives .rejected{color:var(--soft)}
.steps{margin:.25rem 0 .5rem;display:flex;flex-wrap:wrap;gap:.15rem .6rem;font-size:.9rem}.steps li+li::before{content:'\\203A';margin-right:.6rem;color:var(--soft)}
.scroll{overflow-x:auto}.scroll table{overflow-wrap:normal}.figures th,.figures td:not(.words){white-space:nowrap}.audit{table-layout:fixed}.audit th:first-child{width:7.5rem}.audit th:nth-child(3){width:7.5rem}.audit th:last-child{width:28%}.figures,.numbers table{border-collapse:collapse;font-size:.875rem;font-variant-numeric:tabular-nums}
.figures th,.figures td,.numbers th,.numbers td{padding:.3rem 1.25rem .3rem 0;text-align:right;border-bottom:1px solid var(--line);font-weight:400;vertical-align:top}
.figures th:first-child,.numbers th:first-child,.figures .words,.figures thead th:last-child:not(:nth-child(-n+4)){text-align:left}.figures thead th,.numbers thead th{color:var(--soft);font-size:.75rem}
.numbers{font-size:.875rem;margin-top:.25rem}.numbers .scroll{max-height:20rem;overflow:auto}
.growths{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(14.5rem,100%),1fr));gap:.5rem 1.75rem;margin-top:.25rem}
.growths li{display:grid;grid-row:span 3;grid-template-rows:subgrid;min-width:0}.growths .about{font-size:.8rem;line-height:1.35;margin:0}.growth .x span:last-child{transform:translateX(-100%)}.growth{display:grid;grid-template-columns:2.1rem 1fr}.growth .plot{height:110px}
.growths .outcome{font-size:.85rem;margin:0 0 1.25rem}.growths .above .outcome{color:var(--up);font-weight:600}.growths .below .outcome{color:var(--down);font-weight:600}
.growth .dot{opacity:1}.band{fill:var(--band)}.middle{fill:none;stroke:var(--soft);stroke-width:1;stroke-dasharray:3 3;vector-effect:non-scaling-stroke}
.mark{stroke:var(--sim);stroke-width:1;stroke-dasharray:2 3}.mark-name{fill:var(--sim);font-size:.72rem;paint-order:stroke;stroke:var(--paper);stroke-width:5px;stroke-linejoin:round}
.audit{width:100%;border-collapse:collapse;font-size:.875rem;margin-top:1rem}.audit th{text-align:left;font-weight:400;color:var(--soft);font-size:.75rem}
.audit td,.audit th{padding:.55rem 1rem .55rem 0;vertical-align:top;border-bottom:1px solid var(--line)}.audit td:first-child{white-space:nowrap}.audit .why{display:block}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(12rem,100%),1fr));gap:1rem 1.5rem;margin:1.25rem 0}
.tiles div{border-top:2px solid var(--ink);padding-top:.5rem}.tiles dt{font-size:.85rem}.tiles dd{margin:0}
.tiles strong{display:block;font-size:1.9rem;line-height:1.2}
.charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(24rem,100%),1fr));gap:1rem 2rem}
.chart{display:grid;grid-template-columns:3rem 1fr;margin:.9rem 0 .5rem}.plot{width:100%;height:190px;display:block;overflow:visible}
.y{position:relative;font-size:.75rem;color:var(--soft)}.y span{position:absolute;right:.5rem;transform:translateY(-50%)}
.x{grid-column:2;position:relative;height:1.5rem;font-size:.75rem;color:var(--soft);top:.3rem}
.curve{fill:none;stroke:var(--accent);stroke-width:2.25;vector-effect:non-scaling-stroke}.under{fill:var(--accent);opacity:.09}
.dot{fill:var(--accent);opacity:.4}.dot.hollow{fill:none;stroke:var(--accent);stroke-width:1.2}.outlier{fill:none;stroke:var(--accent);stroke-width:1.5}.rug{stroke:var(--soft);opacity:.6}
.legend{display:flex;flex-wrap:wrap;gap:.25rem 1rem;font-size:.78rem;color:var(--soft);margin-top:.75rem}
.legend i{display:inline-block;width:.9rem;height:.9rem;border-radius:2px;margin-right:.35rem;vertical-align:-.12rem}
.legend .key-curve{height:0;border-top:2.5px solid var(--accent);vertical-align:.25rem;border-radius:0}
.legend .key-band{background:var(--band)}.legend .key-mark{width:0;height:.9rem;border-left:1px dashed var(--sim);border-radius:0;background:none}
.legend .key-dot,.legend .key-hollow{width:.5rem;height:.5rem;border-radius:50%;background:var(--accent);vertical-align:.06rem}
.legend .key-hollow{background:none;border:1.2px solid var(--accent)}.legend .key-outlier{width:.45rem;height:.45rem;border:solid var(--accent);border-width:1.5px 0 0 1.5px;border-radius:0;transform:rotate(45deg);vertical-align:-.05rem}.legend .key-rug{width:1px;height:.6rem;background:var(--soft);vertical-align:0}
.heat{width:100%;table-layout:fixed;border-collapse:separate;border-spacing:2px;margin-top:1rem}
.heat th{font-size:.72rem;font-weight:400;color:var(--soft);padding:0;text-align:left}.heat tr>:first-child{width:2.2rem}
.heat thead th span{display:block}.heat td{height:1.6rem;padding:0;border-radius:3px;overflow:hidden}
.heat td,.legend i,.simulated,.sign{-webkit-print-color-adjust:exact;print-color-adjust:exact}
.shade-0{background:var(--s0)}.shade-1{background:var(--s1)}.shade-2{background:var(--s2)}.shade-3{background:var(--s3)}.shade-4{background:var(--s4)}
.thin{background:repeating-linear-gradient(-45deg,var(--thin) 0 3px,transparent 3px 6px)}.heat .empty,.legend .empty{box-shadow:inset 0 0 0 1px color-mix(in srgb,var(--line) 60%,transparent)}
.posts{width:100%;border-collapse:collapse;font-size:.875rem;margin-top:1rem}.posts th{text-align:left;font-weight:400;color:var(--soft);font-size:.75rem}
.posts td,.posts th{padding:.55rem .75rem .55rem 0;vertical-align:top;border-bottom:1px solid var(--line)}.posts td:first-child{white-space:nowrap}
.posts .text{width:52%}.posts bdi{white-space:pre-line}.posts .tags{display:block;font-size:.78rem;margin-top:.15rem}
.posts .number,.posts th:nth-child(n+3):nth-child(-n+5){text-align:right}.posts td:last-child{white-space:nowrap}
details{margin-top:1rem}summary{cursor:pointer;color:var(--accent);padding:.35rem 0;width:fit-content}summary:hover{text-decoration:underline}
.notes li{padding:.3rem 0 .3rem .75rem;border-left:3px solid var(--line);margin-bottom:.4rem}.notes .warning{border-color:var(--warn)}.notes .error,.notes .critical{border-color:var(--bad)}
footer{margin-top:4rem;border-top:1px solid var(--line);padding-top:1rem;font-size:.85rem}
@media (max-width:46rem){
.moves td:last-child{width:22%}.moves,.moves th{font-size:.82rem}
.x.crowded span:nth-child(even){display:none}
.findings li{grid-template-columns:6.5rem 1fr;gap:.75rem}
.audit thead{display:none}.audit tr{display:grid;grid-template-columns:auto 1fr;gap:.15rem .9rem;padding:.75rem 0;border-bottom:1px solid var(--line)}.audit td{border:0;padding:0}.audit td.what{grid-column:1/-1;width:auto;order:1}.audit td:last-child{grid-column:1/-1;order:2}.audit td:last-child::before{content:'undo: ';color:var(--soft)}.audit td:first-child{white-space:normal}.growths .about{min-height:0}
.forest-row{grid-template-columns:1fr auto;gap:.1rem .75rem;padding:.45rem 0}.forest{grid-column:1/-1;grid-row:2}.aside{grid-column:1/-1}
.forest-row.axis{padding:0}.forest-row.axis>:not(.ticks){display:none}.ticks{grid-column:1/-1}
.heat{border-spacing:1px}.heat .minor span{visibility:hidden}.heat th{white-space:nowrap;overflow:visible}.heat td{height:1.35rem}
.posts thead{display:none}.posts tr{display:grid;grid-template-columns:repeat(3,1fr);gap:.2rem .75rem;padding:.75rem 0;border-bottom:1px solid var(--line)}
.posts td{border:0;padding:0}.posts td:first-child{grid-column:1/3}.posts td:last-child{grid-column:3;grid-row:1;text-align:right}
.posts td:last-child::before{content:'read '}.posts td.text{grid-column:1/-1;width:auto}.posts .number{text-align:left}.posts .number::before{content:attr(data-label);display:block;font-size:.7rem;color:var(--soft)}
}
@page{size:A4;margin:16mm 14mm}
@media print{:root{color-scheme:light;${customProperties(PRINT)}}
body{max-width:none;padding:0;font-size:9.5pt}nav,.skip{display:none}header{padding-top:0}section{margin-top:2rem}h2,h3,.lead{break-after:avoid}.lead{break-inside:avoid}p{orphans:3;widows:3}
li,tr,figure,.chart,.growth,.forest-row,.tiles div,.heat{break-inside:avoid}thead{display:table-header-group}
details::details-content{content-visibility:visible;display:block;height:auto}.numbers .scroll{max-height:none}.scroll{overflow:visible}
.posts~details::details-content{display:none}.posts~details summary::after{content:' are in the file itself'}.numbers table{font-size:7.5pt}.pairs thead{display:none}.numbers .pairs,.pairs tbody{display:block}.pairs tr{display:inline-block;width:7rem}.numbers .pairs th,.numbers .pairs td{border:0;padding:0 .4rem 0 0}.pairs th{color:var(--soft)}
.tiles{grid-template-columns:repeat(4,1fr)}.tiles strong{font-size:1.4rem}#cost .tiles{grid-template-columns:repeat(3,1fr)}.charts{grid-template-columns:1fr 1fr}.plot{height:130px}.growth .plot{height:85px}.growths{grid-template-columns:repeat(3,1fr)}.findings{grid-template-columns:1fr 1fr}.statement{font-size:1.9rem}
.forest-row{grid-template-columns:minmax(4rem,7rem) 1fr 9rem 9rem}
.plot *,.growth *,.forest *,.move *,.pulse .sign,.key-band,.key-dot,.key-rug{-webkit-print-color-adjust:exact;print-color-adjust:exact}a{color:inherit;text-decoration:none}}
@media (prefers-reduced-motion:reduce){html{scroll-behavior:auto}}
`;
