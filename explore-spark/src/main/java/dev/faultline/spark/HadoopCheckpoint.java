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
  private final FileSystem files;

  /**
   * At that address.
   *
   * @throws UsageException when Hadoop does not know such a file system, or does not reach it
   */
  HadoopCheckpoint(URI address, Configuration configuration) {
    this.file = new Path(address);
    this.next = file.suffix(".next");
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

  /** Between the deletion and the renaming, {@link #next} has it, which is read then. */
  @Override
  public void write(byte[] bytes) throws IOException {
    try (FSDataOutputStream out = files.create(next, true)) {
      out.write(bytes);
    }
    files.delete(file, false);
    if (!files.rename(next, file)) {
      throw new IOException("cannot rename " + next + " to " + file);
    }
  }

  @Override
  public String name() {
    return file.toString();
  }
}
