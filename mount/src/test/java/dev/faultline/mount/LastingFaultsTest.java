package dev.faultline.mount;

import static dev.faultline.mount.Client.EIO;
import static dev.faultline.mount.Client.ENOSPC;
import static dev.faultline.mount.Client.EROFS;
import static dev.faultline.mount.Client.assertFails;
import static dev.faultline.mount.Client.read;
import static dev.faultline.mount.Client.write;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.faultline.mount.sys.Libc;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Faults that last: what they leave behind is met by each later call, whatever was cached. */
@Timeout(120)
final class LastingFaultsTest {
  private static final int EROFS_NUMBER = 30;

  @TempDir Path folder;
  private Path source = Path.of("");
  private Path point = Path.of("");

  @BeforeEach
  void folders() throws IOException {
    assumeTrue(MountProcess.possible(), "mounting needs root and /dev/fuse");
    source = Files.createDirectory(folder.resolve("source"));
    point = Files.createDirectory(folder.resolve("point"));
  }

  private MountProcess mount(String... rules) throws IOException {
    return MountProcess.start(source, point, rules);
  }

  @Test
  void after_a_shutdown_nothing_is_answered_from_the_kernels_memory() throws Exception {
    try (MountProcess mount = mount("shutdown fsync nth=1")) {
      FileChannel file = Client.open(point.resolve("a"));
      write(file, 4096);
      assertThat(Files.size(point.resolve("a"))).isEqualTo(4096);
      assertThat(read(file)).hasSize(100);
      assertFails(() -> file.force(true), EIO);
      assertFails(() -> read(file), EIO);
      assertFails(() -> Files.size(point.resolve("a")), EIO);
      assertFails(file::close, EIO);
      assertThat(mount.said()).isEmpty();
    }
  }

  @Test
  void a_bad_sector_is_not_read_from_the_kernels_memory() throws Exception {
    try (MountProcess mount = mount("latent fsync nth=1 offset=0..511")) {
      try (FileChannel file = Client.open(point.resolve("a"))) {
        write(file, 4096);
        assertThat(read(file)).hasSize(100);
        file.force(true);
        assertFails(() -> read(file), EIO);
      }
      try (FileChannel file = Client.open(point.resolve("a"))) {
        assertFails(() -> read(file), EIO);
        file.write(ByteBuffer.allocate(512), 0);
        assertThat(read(file)).hasSize(100);
      }
      assertThat(mount.said()).isEmpty();
    }
  }

  @Test
  void each_folder_whose_sync_fails_is_told_though_the_systems_numbers_come_again()
      throws Exception {
    Files.createDirectory(source.resolve("a"));
    Files.createDirectory(source.resolve("b"));
    try (MountProcess mount = mount("sync-failure fsyncdir path=/**")) {
      for (String name : new String[] {"a", "b", "a", "b"}) {
        try (FileChannel directory = FileChannel.open(point.resolve(name), READ)) {
          assertFails(() -> directory.force(true), EIO);
        }
      }
      assertThat(mount.end()).containsExactly("4");
    }
  }

  @Test
  void a_folders_failed_sync_is_told_to_each_who_has_it_open() throws Exception {
    Files.createDirectory(source.resolve("a"));
    try (MountProcess mount = mount("sync-failure fsyncdir nth=1");
        FileChannel one = FileChannel.open(point.resolve("a"), READ);
        FileChannel two = FileChannel.open(point.resolve("a"), READ)) {
      assertFails(() -> one.force(true), EIO);
      one.force(true);
      assertFails(() -> two.force(true), EIO);
      two.force(true);
      assertThat(mount.said()).isEmpty();
    }
  }

  @Test
  void a_quota_gets_room_back_from_what_is_truncated_removed_and_replaced() throws Exception {
    try (MountProcess mount = mount("quota bytes=1MiB")) {
      Path log = point.resolve("log");
      for (int i = 0; i < 8; i++) {
        try (FileChannel file = Client.open(log)) {
          write(file, 300_000);
        }
        try (FileChannel file = FileChannel.open(log, WRITE, TRUNCATE_EXISTING)) {
          write(file, 200_000);
        }
      }
      for (int i = 0; i < 8; i++) {
        try (FileChannel file = Client.open(point.resolve("gone"))) {
          write(file, 300_000);
        }
        Files.delete(point.resolve("gone"));
      }
      for (int i = 0; i < 8; i++) {
        try (FileChannel file = Client.open(point.resolve("new"))) {
          write(file, 300_000);
        }
        Files.move(
            point.resolve("new"), point.resolve("kept"), StandardCopyOption.REPLACE_EXISTING);
      }
      // 200,000 and 300,000 of 1,048,576 are used.
      Files.createLink(point.resolve("linked"), point.resolve("kept"));
      Files.delete(point.resolve("linked"));
      try (FileChannel file = Client.open(point.resolve("full"))) {
        assertFails(() -> write(file, 600_000), ENOSPC);
      }
      assertThat(Files.size(source.resolve("full"))).isEqualTo((1 << 20) - 500_000);
      assertThat(mount.said()).isEmpty();
    }
  }

  @Test
  void a_quota_does_not_count_a_file_that_is_made_longer_without_data() throws Exception {
    try (MountProcess mount = mount("quota bytes=1MiB")) {
      Client.run("truncate", "-s", "10M", point.resolve("sparse").toString());
      assertThat(Files.size(source.resolve("sparse"))).isEqualTo(10 << 20);
      assertThat(mount.said()).isEmpty();
    }
  }

  @Test
  void a_read_only_file_system_truncates_nothing() throws Exception {
    Files.writeString(source.resolve("a"), "kept");
    try (MountProcess mount = mount("read-only fsync nth=1")) {
      try (FileChannel file = Client.open(point.resolve("b"))) {
        assertFails(() -> file.force(true), EROFS);
        assertFails(() -> write(file, "x"), EROFS);
      }
      assertThat(openToTruncate(point.resolve("a"))).isEqualTo(-EROFS_NUMBER);
      assertThat(point.resolve("a")).hasContent("kept");
      assertFails(() -> Files.createDirectory(point.resolve("c")), EROFS);
      assertThat(mount.said()).isEmpty();
    }
    assertThat(source.resolve("a")).hasContent("kept");
  }

  /** {@code open(O_RDONLY | O_TRUNC)}. */
  private static int openToTruncate(Path path) {
    try (Arena arena = Arena.ofConfined()) {
      Libc libc = new Libc(arena);
      int file = libc.openat(-1, arena.allocateFrom(path.toString()).address(), Flags.O_TRUNC, 0);
      libc.close(file);
      return file;
    }
  }
}
