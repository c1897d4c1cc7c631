package dev.faultline.runtime.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Issue 24: a log that cannot be opened once more is still there. */
final class FolderDiskTest {
  @TempDir Path folder;

  private static String read(Disk.DiskFile file, int length) throws IOException {
    ByteBuffer into = ByteBuffer.allocate(length);
    file.read(0, into);
    return new String(into.array(), StandardCharsets.US_ASCII);
  }

  /** As when strangers hold all descriptors while a segment is published or trimmed. */
  @Test
  void a_folder_that_cannot_be_opened_again_is_made_durable_all_the_same() throws IOException {
    Path here = Files.createDirectory(folder.resolve("here"));
    FolderDisk disk = FolderDisk.writing(here);
    disk.syncFolder();
    Files.delete(here);
    disk.syncFolder();
    disk.close();
    // Nobody keeps it open for good.
    assertThatThrownBy(disk::syncFolder).isInstanceOf(NoSuchFileException.class);
  }

  /** A name that is gone stands for any reason why there is no second descriptor. */
  @Test
  void what_cannot_be_opened_again_is_read_all_the_same_and_an_interrupt_closes_nothing()
      throws IOException {
    Disk.DiskFile file = FolderDisk.writing(folder).open("segment");
    file.write(0, ByteBuffer.wrap(new byte[] {'a', 'b', 'c'}));
    Files.delete(folder.resolve("segment"));
    assertThat(read(file, 3)).isEqualTo("abc");
    Thread.currentThread().interrupt();
    String interrupted = read(file, 3);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(interrupted).isEqualTo("abc");
    file.write(1, ByteBuffer.wrap(new byte[] {'B'}));
    file.sync();
    assertThat(read(file, 3)).isEqualTo("aBc");
    file.close();
  }
}
