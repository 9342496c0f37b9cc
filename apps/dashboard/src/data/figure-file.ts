const SVG = 'http://www.w3.org/2000/svg';
/** What a figure takes from the theme; a file has no theme. */
const PAINTED = ['fill', 'stroke', 'font-family', 'font-size', 'opacity', 'stroke-width', 'stroke-dasharray'] as const;
/** Pixels of a PNG for each pixel of the page. */
const SCALE = 2;

/** A figure of the page as an SVG that needs nothing of the page: colours and letters are written into it. */
export function standaloneSvg(figure: SVGSVGElement): string {
  const copy = figure.cloneNode(true) as SVGSVGElement;
  const [from, to] = [
    [figure, ...figure.querySelectorAll('*')],
    [copy, ...copy.querySelectorAll('*')],
  ];
  from.forEach((element, index) => {
    const style = getComputedStyle(element);
    for (const name of PAINTED) to[index]?.setAttribute(name, style.getPropertyValue(name));
  });
  const { width, height } = figure.getBoundingClientRect();
  copy.setAttribute('xmlns', SVG);
  copy.setAttribute('width', String(width));
  copy.setAttribute('height', String(height));
  const paper = document.createElementNS(SVG, 'rect');
  paper.setAttribute('width', '100%');
  paper.setAttribute('height', '100%');
  paper.setAttribute('fill', getComputedStyle(document.body).backgroundColor);
  copy.prepend(paper);
  return new XMLSerializer().serializeToString(copy);
}

/** The same as a PNG at twice the size of the page. */
export async function figurePng(figure: SVGSVGElement): Promise<Blob> {
  const url = URL.createObjectURL(new Blob([standaloneSvg(figure)], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const { width, height } = figure.getBoundingClientRect();
    const canvas = Object.assign(document.createElement('canvas'), { width: width * SCALE, height: height * SCALE });
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve, reject) =>
      canvas.toBlob((blob) => (blob === null ? reject(new Error('the browser made no picture')) : resolve(blob))),
    );
  } finally {
    URL.revokeObjectURL(url);
  }
}
