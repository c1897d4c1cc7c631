package dev.faultline.spark;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Issue 22: a driver that dies while it saves, and dies again, loses nothing of the campaign. */
final class HadoopCheckpointTest {
  /** One operation fails as if the driver had died in it; a file that it creates is cut short. */
  public static final class Dying extends RawLocalFileSystem {
    private static int left = Integer.MAX_VALUE;

    /** Else it starts a process for each file. */
    @Override
    public void setPermission(org.apache.hadoop.fs.Path file, FsPermission permission) {}

    private static boolean dies() {
      return left-- <= 0;
    }

    @Override
    public FSDataOutputStream create(
        org.apache.hadoop.fs.Path file,
        FsPermission permission,
        boolean overwrite,
        int buffer,
        short replication,
        long block,
        Progressable progress)
        throws IOException {
      FSDataOutputStream out =
          super.create(file, permission, overwrite, buffer, replication, block, progress);
      if (dies()) {
        out.write("to".getBytes(UTF_8));
        out.close();
        throw new IOException("died");
      }
      return out;
    }

    @Override
    public boolean delete(org.apache.hadoop.fs.Path file, boolean recursive) throws IOException {
      if (dies()) {
        throw new IOException("died");
      }
      return super.delete(file, recursive);
    }

    @Override
    public boolean rename(org.apache.hadoop.fs.Path from, org.apache.hadoop.fs.Path to)
        throws IOException {
      if (dies()) {
        throw new IOException("died");
      }
      return super.rename(from, to);
    }
  }

  @TempDir private Path folder;

  private static final int OPERATIONS = 7;

  private static HadoopCheckpoint at(Path file) {
    Configuration configuration = new Configuration(false);
    configuration.setBoolean("fs.file.impl.disable.cache", true);
    configuration.setClass("fs.file.impl", Dying.class, FileSystem.class);
    return new HadoopCheckpoint(URI.create("file://" + file), configuration);
  }

  /** Whether all of it was done before it would have died. */
  private static boolean writes(Path file, String text, int before) throws IOException {
    Dying.left = before;
    try {
      at(file).write(text.getBytes(UTF_8));
      return true;
    } catch (IOException e) {
      assertThat(e).hasMessage("died");
      return false;
    } finally {
      Dying.left = Integer.MAX_VALUE;
    }
  }

  private static String read(Path file) throws IOException {
    byte[] bytes = at(file).read();
    return bytes == null ? "nothing" : new String(bytes, UTF_8);
  }

  @Test
  void what_was_saved_is_there_wherever_the_driver_dies_once_and_again() throws IOException {
    int ended = 0;
    for (int first = 0; first < OPERATIONS; first++) {
      for (int second = 0; second < OPERATIONS; second++) {
        Path file = folder.resolve("campaign-" + first + "-" + second);
        assertThat(writes(file, "monday", Integer.MAX_VALUE)).isTrue();
        String before = writes(file, "tuesday", first) ? "tuesday" : read(file);
        assertThat(before).as("died after %d operations", first).isIn("monday", "tuesday");
        ended += writes(file, "wednesday", second) ? 1 : 0;
        assertThat(read(file))
            .as("died after %d operations, and again after %d", first, second)
            .isIn(before, "wednesday");
        assertThat(writes(file, "thursday", Integer.MAX_VALUE)).isTrue();
        assertThat(read(file)).isEqualTo("thursday");
      }
    }
    assertThat(ended).isBetween(1, OPERATIONS * OPERATIONS - 1);
  }

  @Test
  void a_first_file_that_was_cut_short_is_none() throws IOException {
    Path file = folder.resolve("campaign");
    assertThat(writes(file, "monday", 0)).isFalse();
    assertThat(read(file)).isEqualTo("nothing");
  }

  @Test
  void a_file_that_cannot_be_renamed_is_told_with_both_names() {
    Path file = folder.resolve("campaign");
    assertThat(folder.resolve("campaign/inside").toFile().mkdirs()).isTrue();
    assertThatThrownBy(() -> at(file).write(new byte[1])).isInstanceOf(IOException.class);
  }
}
