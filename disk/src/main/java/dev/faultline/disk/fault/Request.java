package dev.faultline.disk.fault;

/**
 * A call that is about to be made.
 *
 * @param call what
 * @param path the absolute path; of an open file, the one that it was opened with
 * @param toPath the second path of a rename or link; empty for others
 * @param file the inode; 0 where none is there yet
 * @param handle the open file, a number that no other open file has; 0 for calls by path
 * @param offset where a read or write begins; 0 for others
 * @param length how many bytes; for a read, those that are there
 * @param size the file's length before the call
 * @param growth by how many bytes the call makes a file longer; negative where it gives room back
 * @param writes whether an open asks to write
 */
public record Request(
    FileCall call,
    String path,
    String toPath,
    long file,
    long handle,
    long offset,
    long length,
    long size,
    long growth,
    boolean writes) {

  /** A call by path on what is there, or on nothing. */
  public static Request of(FileCall call, String path, long file, long size) {
    return new Request(call, path, "", file, 0, 0, 0, size, 0, false);
  }

  /** A call with two paths. */
  public static Request of(FileCall call, String path, String toPath, long file) {
    return new Request(call, path, toPath, file, 0, 0, 0, 0, 0, false);
  }

  /** A read or write through an open file. */
  public static Request data(
      FileCall call, String path, long file, long handle, long offset, long length, long size) {
    long growth = call == FileCall.WRITE ? Math.max(0, offset + length - size) : 0;
    return new Request(call, path, "", file, handle, offset, length, size, growth, false);
  }

  /** Another call through an open file. */
  public static Request through(FileCall call, String path, long file, long handle, long size) {
    return new Request(call, path, "", file, handle, 0, 0, size, 0, false);
  }

  /** The same, with what it does to the length. */
  public Request growing(long bytes) {
    return new Request(call, path, toPath, file, handle, offset, length, size, bytes, writes);
  }

  /** The same, for writing or not. */
  public Request writing(boolean asks) {
    return new Request(call, path, toPath, file, handle, offset, length, size, growth, asks);
  }

  boolean isRefusedByReadOnly() {
    return call.modifies() || writes;
  }
}
