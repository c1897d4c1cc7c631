package dev.faultline.disk;

/**
 * Data that programs had written and could read, and that no crash can keep: a failed sync could
 * not write it out and marked it clean, or the device lost it. Immutable.
 *
 * @param operation the call that wrote it
 * @param inode the file
 * @param from the offset of the first byte
 * @param to the offset behind the last byte
 */
public record Dropped(Operation operation, long inode, long from, long to) {
  static Dropped of(MicroOp.Write write) {
    return new Dropped(write.operation(), write.inode(), write.offset(), write.end());
  }
}
