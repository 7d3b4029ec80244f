/* Sound of the microphone in blocks of 100 ms, 16 bits, with its level. */
class Microphone extends AudioWorkletProcessor {
  constructor() {
    super();
    this.block = new Int16Array(Math.round(sampleRate / 10));
    this.filled = 0;
    this.power = 0;
  }

  process(inputs) {
    const channel = inputs[0][0];
    if (!channel) return true;
    for (const sample of channel) {
      this.block[this.filled++] = Math.max(-32768, Math.min(32767, Math.round(sample * 32768)));
      this.power += sample * sample;
      if (this.filled === this.block.length) {
        const block = this.block.slice();
        this.port.postMessage({ block, level: Math.sqrt(this.power / this.filled) }, [block.buffer]);
        this.filled = 0;
        this.power = 0;
      }
    }
    return true;
  }
}
registerProcessor("microphone", Microphone);
