package dev.faultline.runtime.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** The folder that a log lives in; tests put one in its place that tears and forgets. */
interface Disk {
  /** The names of all files, sorted. */
  List<String> list() throws IOException;

  /** Opens a file for reading and writing, and makes it if it is not there. */
  DiskFile open(String name) throws IOException;

  void rename(String from, String to) throws IOException;

  void delete(String name) throws IOException;

  /** Makes creations, renamings and deletions durable. */
  void syncFolder() throws IOException;

  /** What errors call this folder. */
  String name();

  /** Lets go of what it holds besides open files; what needs that takes it again. */
  default void close() {}

  /** An open file. */
  interface DiskFile {
    long size() throws IOException;

    /** Fills {@code into}, with zeros beyond the end of the file. */
    void read(long at, ByteBuffer into) throws IOException;

    void write(long at, ByteBuffer from) throws IOException;

    /** Makes all writes before durable. */
    void sync() throws IOException;

    void close() throws IOException;
  }
}
