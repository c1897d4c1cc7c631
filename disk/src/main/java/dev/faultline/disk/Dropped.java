package dev.faultline.disk;

/**
 * Data that programs wrote and can read, but that will not survive a crash: a failed sync did not
 * write it out and marked it clean, or the device lost it. Immutable.
 *
 * @param operation the call that wrote it
 * @param inode the file
 * @param from the offset of the first byte
 * @param to the offset after the last byte
 */
public record Dropped(Operation operation, long inode, long from, long to) {
  static Dropped of(MicroOp.Write write) {
    return new Dropped(write.operation(), write.inode(), write.offset(), write.end());
  }
}
