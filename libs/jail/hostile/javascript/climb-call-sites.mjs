/* eslint-disable -- hostile on purpose, and called by the harness */
// Climbs out by the functions and receivers of the stack above it.
// accept: ok|crashed
function compressVideoFrame(frame, frameIndex, config) {
  Error.prepareStackTrace = (error, sites) => sites;
  const reached = [console.log, console, config, frame, ...new Error('x').stack].flatMap((thing) => {
    const parts = [thing];
    for (const name of ['getThis', 'getFunction']) if (typeof thing?.[name] === 'function') parts.push(thing[name]());
    return parts;
  });
  for (const thing of reached) {
    try {
      const global = thing.constructor.constructor('return globalThis')();
      if (typeof global.process === 'object' || typeof global.require === 'function') console.log('FOUND process');
      global.process?.binding?.('fs');
      global.process?.mainModule?.require('child_process').execSync('id');
    } catch (error) {
      console.log(String(error));
    }
  }
  return new Uint8Array(1);
}

function decompressVideoFrame(data, frameIndex, config) {
  return new Uint8Array(config.width * config.height * 3);
}
