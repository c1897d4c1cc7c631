package dev.faultline.disk.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.disk.CrashStates;
import dev.faultline.disk.Device;
import dev.faultline.disk.Profile;
import dev.faultline.disk.fault.Faults;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;

class DiskFaultsTest {
  private final DiskFileSystem disk = DiskFileSystem.create(Profile.EXT4_ORDERED, Device.SECTORS);
  private final Path file = disk.getPath("/f");

  private FileChannel open(StandardOpenOption... options) throws IOException {
    return FileChannel.open(file, options);
  }

  private FileChannel fresh() throws IOException {
    return open(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.READ);
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  private static ByteBuffer bytes(int count, char letter) {
    return bytes(String.valueOf(letter).repeat(count));
  }

  @Test
  void calls_fail_with_the_exceptions_and_texts_of_the_jdk() throws IOException {
    Files.writeString(file, "abc");
    Path directory = Files.createDirectory(disk.getPath("/d"));
    disk.inject(
        """
        fail write,read,truncate,fsync,fsyncdir,lock errno=EIO
        fail open errno=EMFILE path=/f nth=3..
        fail mkdir errno=ENOSPC
        fail create errno=EDQUOT
        fail unlink errno=EACCES
        fail rename errno=EXDEV
        fail getattr errno=EIO path=/d
        fail opendir errno=ENOENT
        fail chmod,chown,utimens,link,symlink,readlink,rmdir,access,statfs,copy_file_range errno=EPERM
        """,
        1);
    try (FileChannel channel = open(StandardOpenOption.WRITE);
        FileChannel reading = open(StandardOpenOption.READ);
        FileChannel opened = FileChannel.open(directory)) {
      for (Call call :
          List.<Call>of(
              () -> channel.write(bytes("x")),
              () -> channel.write(new ByteBuffer[] {bytes("x")}),
              () -> reading.read(ByteBuffer.allocate(1)),
              () -> reading.transferTo(0, 1, channel),
              () -> channel.truncate(1),
              () -> channel.force(true),
              () -> opened.force(true),
              channel::tryLock)) {
        assertThatThrownBy(call::run)
            .isExactlyInstanceOf(IOException.class)
            .hasMessage("Input/output error");
      }
    }
    assertThatThrownBy(() -> open(StandardOpenOption.READ))
        .isExactlyInstanceOf(FileSystemException.class)
        .hasMessage("/f: Too many open files");
    assertThatThrownBy(() -> Files.createDirectory(disk.getPath("/e")))
        .hasMessage("/e: No space left on device");
    assertThatThrownBy(() -> Files.writeString(disk.getPath("/g"), ""))
        .hasMessage("/g: Disk quota exceeded");
    assertThatThrownBy(() -> Files.delete(file)).isInstanceOf(AccessDeniedException.class);
    assertThatThrownBy(() -> Files.move(file, disk.getPath("/h"), StandardCopyOption.ATOMIC_MOVE))
        .hasMessage("/f -> /h: Invalid cross-device link");
    assertThatThrownBy(() -> Files.size(directory)).hasMessage("/d: Input/output error");
    assertThatThrownBy(() -> Files.newDirectoryStream(directory))
        .isInstanceOf(NoSuchFileException.class);
    for (Call call :
        List.<Call>of(
            () ->
                Files.setAttribute(
                    file,
                    "posix:permissions",
                    java.util.EnumSet.allOf(java.nio.file.attribute.PosixFilePermission.class)),
            () -> Files.setOwner(file, new Owners.User("me")),
            () -> Files.setLastModifiedTime(file, java.nio.file.attribute.FileTime.fromMillis(1)),
            () -> Files.createLink(disk.getPath("/i"), file),
            () -> Files.createSymbolicLink(disk.getPath("/i"), file),
            () -> Files.readSymbolicLink(file),
            () -> Files.delete(directory),
            () -> file.getFileSystem().provider().checkAccess(file),
            () -> Files.getFileStore(file),
            () -> Files.copy(file, disk.getPath("/i")))) {
      assertThatThrownBy(call::run)
          .isInstanceOf(FileSystemException.class)
          .hasMessageEndingWith("Operation not permitted");
    }
    // Nothing was done by what failed.
    disk.clearFaults();
    assertThat(file).hasContent("abc");
    assertThat(disk.image().root().entries()).containsOnlyKeys("d", "f");
  }

  private interface Call {
    void run() throws Exception;
  }

  @Test
  void a_path_is_matched_from_the_root_without_links() throws IOException {
    Files.createDirectories(disk.getPath("/a/b"));
    Files.createSymbolicLink(disk.getPath("/link"), disk.getPath("/a"));
    Files.writeString(disk.getPath("/link/b/x"), "abc");
    disk.inject("fail open,write errno=EIO path=/a/b/*", 1);
    assertThatThrownBy(() -> Files.writeString(disk.getPath("link/../link/b/x"), "d"))
        .hasMessageContaining("Input/output error");
    assertThatThrownBy(() -> Files.readString(disk.getPath("/a/b/x")))
        .hasMessageContaining("Input/output error");
    Files.writeString(disk.getPath("/a/y"), "d");
  }

  @Test
  void short_reads_and_writes_leave_the_rest_in_the_buffer() throws IOException {
    disk.inject("short write bytes=3\nshort read bytes=2", 1);
    try (FileChannel channel = fresh()) {
      ByteBuffer from = bytes("abcdefg");
      assertThat(channel.write(from)).isEqualTo(3);
      assertThat(from.remaining()).isEqualTo(4);
      ByteBuffer[] several = {bytes("de"), bytes("fg")};
      assertThat(channel.write(several)).isEqualTo(3);
      assertThat(several[0].hasRemaining()).isFalse();
      assertThat(several[1].remaining()).isEqualTo(1);
      assertThat(channel.position()).isEqualTo(6);
      ByteBuffer into = ByteBuffer.allocate(10);
      assertThat(channel.read(into, 0)).isEqualTo(2);
      disk.clearFaults();
      assertThat(channel.read(into, 2)).isEqualTo(4);
      assertThat(new String(into.array(), 0, 6, StandardCharsets.UTF_8)).isEqualTo("abcdef");
    }
  }

  @Test
  void a_bit_that_flips_on_reading_is_right_again_and_one_at_rest_is_not() throws IOException {
    Files.writeString(file, "a".repeat(1_000));
    disk.sync();
    disk.inject("flip read nth=1", 1);
    assertThat(difference()).isEqualTo(1);
    assertThat(difference()).isZero();
    disk.inject("rot getattr path=/f bits=2 offset=10..19 times=1", 1);
    Files.size(file);
    assertThat(difference()).isEqualTo(2);
    assertThat(Files.readString(file).substring(0, 10)).isEqualTo("a".repeat(10));
    DiskFileSystem after = disk.crash(CrashStates::mildest);
    assertThat(Files.readString(after.getPath("/f"), StandardCharsets.ISO_8859_1))
        .isNotEqualTo("a".repeat(1_000));
  }

  private int difference() throws IOException {
    int bits = 0;
    for (byte one : Files.readAllBytes(file)) {
      bits += Integer.bitCount((one ^ 'a') & 0xFF);
    }
    return bits;
  }

  @Test
  void what_rots_before_it_is_synced_is_rotten_after_a_crash_too() throws IOException {
    Files.writeString(file, "a".repeat(100));
    disk.inject("rot open path=/f", 1);
    try (FileChannel channel = open(StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    String seen = Files.readString(file, StandardCharsets.ISO_8859_1);
    disk.clearFaults();
    assertThat(seen).isNotEqualTo("a".repeat(100));
    DiskFileSystem after = disk.crash(CrashStates::harshest);
    assertThat(Files.readString(after.getPath("/f"), StandardCharsets.ISO_8859_1)).isEqualTo(seen);
  }

  @Test
  void lost_misdirected_and_stale_writes_succeed() throws IOException {
    try (FileChannel channel = fresh()) {
      channel.write(bytes(3_000, 'a'));
      disk.sync();
      disk.inject("lost nth=1\nmisdirect by=1000 nth=2\nstale nth=3\nmisdirect by=-5000 nth=4", 1);
      for (int i = 0; i < 4; i++) {
        assertThat(channel.write(bytes(500, (char) ('A' + i)), i * 500L)).isEqualTo(500);
      }
      channel.force(true);
      String seen = Files.readString(file);
      assertThat(seen)
          .isEqualTo("a".repeat(1_000) + "C".repeat(500) + "B".repeat(500) + "a".repeat(1_000));
    }
    DiskFileSystem after = disk.crash(CrashStates::mildest);
    assertThat(Files.readString(after.getPath("/f")))
        .as("the device has never got the stale write")
        .isEqualTo("a".repeat(1_500) + "B".repeat(500) + "a".repeat(1_000));
  }

  @Test
  void a_lost_append_is_there_by_its_length_alone() throws IOException {
    try (FileChannel channel = fresh()) {
      channel.write(bytes("abc"));
      disk.inject("lost nth=1", 1);
      channel.write(bytes("def"));
      assertThat(channel.size()).isEqualTo(6);
      channel.write(bytes("ghi"));
    }
    assertThat(Files.readString(file)).isEqualTo("abc\0\0\0ghi");
  }

  @Test
  void a_latent_sector_error_stays_until_the_sector_is_written_whole() throws IOException {
    try (FileChannel channel = fresh()) {
      channel.write(bytes(2_048, 'a'));
      disk.inject("latent read offset=600..700 times=1", 1);
      ByteBuffer into = ByteBuffer.allocate(100);
      assertThatThrownBy(() -> channel.read(into, 650)).hasMessage("Input/output error");
      assertThatThrownBy(() -> channel.read(into, 1_000)).hasMessage("Input/output error");
      assertThat(channel.read(into.clear(), 0)).isEqualTo(100);
      assertThat(channel.read(into.clear(), 1_024)).isEqualTo(100);
      assertThatThrownBy(() -> channel.write(bytes(10, 'b'), 600)).hasMessage("Input/output error");
      channel.write(bytes(512, 'b'), 512);
      assertThat(channel.read(into.clear(), 650)).isEqualTo(100);
    }
  }

  @Test
  void a_quota_cuts_a_write_and_then_refuses_and_counts_what_is_given_back() throws IOException {
    disk.inject("quota bytes=1000 path=/f", 1);
    try (FileChannel channel = fresh()) {
      assertThat(channel.write(bytes(900, 'a'))).isEqualTo(900);
      assertThat(channel.write(bytes(900, 'b'), 0)).as("overwriting costs nothing").isEqualTo(900);
      assertThat(channel.write(bytes(900, 'a'))).isEqualTo(100);
      assertThatThrownBy(() -> channel.write(bytes(1, 'a'))).hasMessage("No space left on device");
      channel.truncate(500);
      assertThat(channel.write(bytes(900, 'a'), 500)).isEqualTo(500);
    }
    assertThatThrownBy(() -> Files.write(file, new byte[1], StandardOpenOption.APPEND))
        .hasMessage("No space left on device");
    Files.delete(file);
    Files.write(file, new byte[1_000]);
    Files.write(disk.getPath("/elsewhere"), new byte[2_000]);
  }

  @Test
  void a_quota_counts_copies_and_gets_back_what_a_rename_replaces() throws IOException {
    Path elsewhere = disk.getPath("/g");
    disk.inject("quota bytes=1000 path=/d/*", 1);
    Path directory = Files.createDirectory(disk.getPath("/d"));
    for (int i = 0; i < 5; i++) {
      Files.write(directory.resolve("fresh"), new byte[500]);
      Files.move(
          directory.resolve("fresh"), directory.resolve("value"), StandardCopyOption.ATOMIC_MOVE);
    }
    Files.copy(directory.resolve("value"), elsewhere);
    Files.copy(elsewhere, directory.resolve("copy"));
    assertThatThrownBy(() -> Files.copy(elsewhere, directory.resolve("more")))
        .hasMessage("/g -> /d/more: No space left on device");
    Files.copy(elsewhere, directory.resolve("copy"), StandardCopyOption.REPLACE_EXISTING);
  }

  @Test
  void with_delayed_allocation_the_sync_is_told_that_there_is_no_room() throws IOException {
    disk.inject("quota bytes=4096 at=sync errno=EDQUOT", 1);
    try (FileChannel channel = fresh()) {
      channel.write(bytes(4_096, 'a'));
      channel.force(true);
      channel.write(bytes(4_096, 'b'));
      assertThatThrownBy(() -> channel.force(true)).hasMessage("Disk quota exceeded");
    }
    DiskFileSystem after = disk.crash(CrashStates::harshest);
    assertThat(Files.readString(after.getPath("/f"))).isEqualTo("a".repeat(4_096));
  }

  @Test
  void what_is_overwritten_in_place_needs_no_room_at_the_sync() throws IOException {
    disk.inject("quota bytes=4096 at=sync", 1);
    try (FileChannel kept = fresh();
        FileChannel grows =
            FileChannel.open(
                disk.getPath("/grows"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      kept.write(bytes(4_096, 'a'));
      kept.force(true);
      grows.write(bytes(8_192, 'g'));
      kept.write(bytes(4_096, 'b'), 0);
      kept.force(true);
      assertThatThrownBy(() -> grows.force(true)).hasMessage("No space left on device");
    }
    DiskFileSystem after = disk.crash(CrashStates::harshest);
    assertThat(Files.readString(after.getPath("/f"))).isEqualTo("b".repeat(4_096));
  }

  @Test
  void a_read_only_file_system_reads_and_refuses_the_rest() throws IOException {
    Files.writeString(file, "abc");
    try (FileChannel channel = open(StandardOpenOption.WRITE)) {
      disk.inject("read-only fsync", 1);
      channel.write(bytes("d"));
      assertThatThrownBy(() -> channel.force(true)).hasMessage("Read-only file system");
      assertThatThrownBy(() -> channel.write(bytes("e"))).hasMessage("Read-only file system");
    }
    assertThat(Files.readString(file)).isEqualTo("dbc");
    assertThatThrownBy(() -> open(StandardOpenOption.WRITE))
        .hasMessage("/f: Read-only file system");
    assertThatThrownBy(() -> Files.delete(file)).hasMessage("/f: Read-only file system");
  }

  @Test
  void a_file_system_that_has_shut_down_refuses_everything() throws IOException {
    Files.writeString(file, "abc");
    disk.inject("shutdown open nth=2", 1);
    assertThat(Files.readString(file)).isEqualTo("abc");
    assertThatThrownBy(() -> Files.readString(file)).hasMessage("/f: Input/output error");
    assertThatThrownBy(() -> Files.size(file)).hasMessage("/f: Input/output error");
  }

  @Test
  void a_label_triggers_faults() throws IOException {
    disk.inject("fail open,create errno=EIO after=full", 1);
    Files.writeString(file, "a");
    disk.mark(true, "full");
    Files.writeString(file, "b");
    disk.mark(false, "full");
    assertThatThrownBy(() -> Files.writeString(file, "c")).isInstanceOf(IOException.class);
  }

  @Test
  void a_rule_for_calls_that_java_never_makes_is_refused() {
    assertThatThrownBy(() -> disk.inject("hang open\nfail ioctl,poll errno=EIO", 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("line 2, calls: Java's files never make these calls");
    assertThatThrownBy(() -> disk.askFaults(Faults::warnings))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void an_error_of_closing_is_told_and_the_file_is_closed() throws IOException {
    Files.writeString(file, "abc");
    disk.inject("fail release errno=EIO times=1", 1);
    FileChannel channel = open(StandardOpenOption.READ);
    assertThatThrownBy(channel::close).hasMessage("Input/output error");
    assertThat(channel.isOpen()).isFalse();
    channel.close();
  }

  @Test
  void a_misdirected_write_makes_no_file_longer() throws IOException {
    Files.writeString(file, "a".repeat(4096));
    disk.inject("misdirect write by=8192 nth=1\nmisdirect write by=3596 nth=2", 1);
    try (FileChannel channel = open(StandardOpenOption.WRITE)) {
      channel.write(bytes(500, 'b'), 0);
      assertThat(channel.size()).isEqualTo(4096);
      assertThat(Files.readString(file)).isEqualTo("a".repeat(4096));
      channel.write(bytes(1000, 'c'), 0);
      assertThat(channel.size()).isEqualTo(4096);
    }
    assertThat(Files.readString(file)).isEqualTo("a".repeat(3596) + "c".repeat(500));
  }
}
