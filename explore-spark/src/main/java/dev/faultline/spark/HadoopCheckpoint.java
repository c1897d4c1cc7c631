package dev.faultline.spark;

import dev.faultline.explore.CheckpointStore;
import dev.faultline.explore.UsageException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/** A file on any file system that Hadoop knows: {@code hdfs:}, {@code s3a:} and others. */
final class HadoopCheckpoint implements CheckpointStore {
  private final Path file;
  private final Path next;
  private final Path part;
  private final FileSystem files;

  /**
   * At that address.
   *
   * @throws UsageException when Hadoop does not know such a file system, or does not reach it
   */
  HadoopCheckpoint(URI address, Configuration configuration) {
    this.file = new Path(address);
    this.next = file.suffix(".next");
    this.part = file.suffix(".part");
    try {
      this.files = FileSystem.get(address, configuration);
    } catch (IOException | RuntimeException e) {
      throw new UsageException("cannot keep the campaign in " + address + ": " + e, e);
    }
  }

  @Override
  public byte @Nullable [] read() throws IOException {
    Path there = files.exists(file) ? file : next;
    try (FSDataInputStream in = files.open(there)) {
      return in.readAllBytes();
    } catch (FileNotFoundException e) {
      return null;
    }
  }

  /**
   * Few file systems put one file in the place of another at once. So the new one is written aside
   * as {@link #part}, is {@link #next} when it is whole, and takes the place of the old one then:
   * at every moment one of the two is there and whole, also where a driver died here before.
   */
  @Override
  public void write(byte[] bytes) throws IOException {
    try (FSDataOutputStream out = files.create(part, true)) {
      out.write(bytes);
    }
    if (files.exists(next)) {
      if (files.exists(file)) {
        files.delete(next, false);
      } else {
        rename(next, file);
      }
    }
    rename(part, next);
    files.delete(file, false);
    rename(next, file);
  }

  private void rename(Path from, Path to) throws IOException {
    if (!files.rename(from, to)) {
      throw new IOException("cannot rename " + from + " to " + to);
    }
  }

  @Override
  public String name() {
    return file.toString();
  }
}
