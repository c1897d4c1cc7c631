package dev.faultline.disk.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.disk.CrashStates;
import dev.faultline.disk.Device;
import dev.faultline.disk.Profile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.CompletionHandler;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.ClosedFileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DiskFileSystemTest {
  private final DiskFileSystem system =
      DiskFileSystem.create(Profile.POSIX_MINIMAL, Device.SECTORS);

  private static void fsync(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  @Test
  void what_was_not_synced_may_be_lost_and_what_was_stays() throws IOException {
    Files.writeString(system.getPath("/kept"), "kept");
    fsync(system.getPath("/kept"));
    fsync(system.getPath("/"));
    Files.writeString(system.getPath("/lost"), "lost");
    DiskFileSystem after = system.crash(CrashStates::harshest);
    assertThat(Files.readString(after.getPath("/kept"))).isEqualTo("kept");
    assertThat(after.getPath("/lost")).doesNotExist();
  }

  @Test
  void under_the_mildest_crash_nothing_is_lost() throws IOException {
    Files.writeString(system.getPath("/a"), "a");
    DiskFileSystem after = system.crash(CrashStates::mildest);
    assertThat(Files.readString(after.getPath("/a"))).isEqualTo("a");
  }

  @Test
  void a_second_crash_starts_from_what_the_first_left() throws IOException {
    Files.writeString(system.getPath("/a"), "a");
    DiskFileSystem once = system.crash(CrashStates::mildest);
    DiskFileSystem twice = once.crash(CrashStates::harshest);
    assertThat(Files.readString(twice.getPath("/a"))).isEqualTo("a");
  }

  @Test
  void channels_and_paths_of_a_crashed_machine_are_dead() throws IOException {
    FileChannel open =
        FileChannel.open(system.getPath("/a"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    system.crash(CrashStates::mildest);
    assertThatThrownBy(() -> open.write(ByteBuffer.wrap(new byte[1])))
        .isInstanceOf(ClosedFileSystemException.class);
    assertThatThrownBy(() -> Files.exists(system.getPath("/a")))
        .isInstanceOf(ClosedFileSystemException.class);
    open.close();
  }

  @Test
  void writes_through_sync_channels_are_durable_when_they_return() throws IOException {
    Files.createFile(system.getPath("/a"));
    system.sync();
    try (FileChannel channel =
        FileChannel.open(
            system.getPath("/a"), StandardOpenOption.WRITE, StandardOpenOption.DSYNC)) {
      channel.write(ByteBuffer.wrap("x".getBytes(StandardCharsets.UTF_8)));
    }
    DiskFileSystem after = system.crash(CrashStates::harshest);
    assertThat(Files.readString(after.getPath("/a"))).isEqualTo("x");
  }

  @Test
  void memory_mapping_is_refused_by_name() throws IOException {
    Files.writeString(system.getPath("/a"), "a");
    try (FileChannel channel = FileChannel.open(system.getPath("/a"))) {
      assertThatThrownBy(() -> channel.map(FileChannel.MapMode.READ_ONLY, 0, 1))
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessageContaining("memory mapping of /a");
    }
  }

  @Test
  void asynchronous_channels_write_read_and_report_to_handlers() throws Exception {
    Path path = system.getPath("/a");
    try (AsynchronousFileChannel channel =
        AsynchronousFileChannel.open(
            path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.READ)) {
      assertThat(channel.write(ByteBuffer.wrap(new byte[] {1, 2, 3}), 0).get()).isEqualTo(3);
      CompletableFuture<Integer> told = new CompletableFuture<>();
      ByteBuffer into = ByteBuffer.allocate(10);
      channel.read(
          into,
          1,
          "attachment",
          new CompletionHandler<Integer, String>() {
            @Override
            public void completed(Integer count, String attachment) {
              told.complete(count);
            }

            @Override
            public void failed(Throwable cause, String attachment) {
              told.completeExceptionally(cause);
            }
          });
      assertThat(told.get()).isEqualTo(2);
    }
  }

  /** Gives the next result, or the failure. */
  private static <T> CompletionHandler<T, CompletableFuture<Object>> into() {
    return new CompletionHandler<>() {
      @Override
      public void completed(T result, CompletableFuture<Object> told) {
        told.complete(String.valueOf(result));
      }

      @Override
      public void failed(Throwable cause, CompletableFuture<Object> told) {
        told.complete(cause);
      }
    };
  }

  @Test
  void mistakes_with_asynchronous_channels_are_told_to_the_caller_and_failures_to_the_handler()
      throws Exception {
    try (ExecutorService pool = Executors.newSingleThreadExecutor()) {
      AsynchronousFileChannel channel =
          system
              .provider()
              .newAsynchronousFileChannel(
                  system.getPath("/a"),
                  Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                  pool);
      CompletableFuture<Object> told = new CompletableFuture<>();
      ByteBuffer bytes = ByteBuffer.wrap(new byte[] {1});
      assertThatThrownBy(() -> channel.read(bytes, 0, told, into()))
          .isInstanceOf(NonReadableChannelException.class);
      assertThatThrownBy(() -> channel.write(bytes, -1, told, into()))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> channel.lock(0, 1, true, told, into()))
          .isInstanceOf(NonReadableChannelException.class);
      channel.lock(0, 10, false).get();
      assertThatThrownBy(() -> channel.lock(5, 1, false, told, into()))
          .isInstanceOf(OverlappingFileLockException.class);
      assertThat(told).isNotDone();
      system.close();
      channel.write(bytes, 0, told, into());
      assertThat(told.get(10, TimeUnit.SECONDS)).isInstanceOf(ClosedFileSystemException.class);
      assertThatThrownBy(() -> channel.write(bytes, 0).get())
          .hasCauseInstanceOf(ClosedFileSystemException.class);
    }
  }

  @Test
  void overlapping_locks_are_refused_and_released_with_the_channel() throws IOException {
    Path path = Files.createFile(system.getPath("/a"));
    FileChannel one = FileChannel.open(path, StandardOpenOption.WRITE);
    try (FileChannel other = FileChannel.open(path, StandardOpenOption.WRITE)) {
      FileLock held = one.lock();
      assertThat(held.isValid()).isTrue();
      assertThatThrownBy(other::tryLock).isInstanceOf(OverlappingFileLockException.class);
      one.close();
      assertThat(held.isValid()).isFalse();
      FileLock second = other.tryLock();
      second.release();
      assertThat(second.isValid()).isFalse();
    }
    assertThatThrownBy(one::lock).isInstanceOf(ClosedChannelException.class);
  }

  @Test
  void watches_tell_of_new_changed_and_removed_files() throws Exception {
    Path directory = Files.createDirectory(system.getPath("/d"));
    try (WatchService watcher = system.newWatchService()) {
      directory.register(
          watcher,
          StandardWatchEventKinds.ENTRY_CREATE,
          StandardWatchEventKinds.ENTRY_MODIFY,
          StandardWatchEventKinds.ENTRY_DELETE);
      Files.writeString(directory.resolve("a"), "a");
      Files.delete(directory.resolve("a"));
      WatchKey key = watcher.take();
      assertThat(key.pollEvents())
          .extracting(event -> event.kind().name() + " " + event.context())
          .containsExactlyElementsOf(List.of("ENTRY_CREATE a", "ENTRY_MODIFY a", "ENTRY_DELETE a"));
      assertThat(key.reset()).isTrue();
      assertThat(watcher.poll()).isNull();
    }
  }

  @Test
  void replacing_by_a_move_that_is_not_atomic_may_leave_nothing_even_in_order() throws IOException {
    DiskFileSystem ordered = DiskFileSystem.create(Profile.EXT4_DATA_JOURNAL, Device.SECTORS);
    Files.writeString(ordered.getPath("/new"), "new");
    Files.writeString(ordered.getPath("/old"), "old");
    ordered.sync();
    Files.move(
        ordered.getPath("/new"), ordered.getPath("/old"), StandardCopyOption.REPLACE_EXISTING);
    DiskFileSystem after =
        ordered.crash(states ->
            states.omitOne().stream()
                .filter(state -> state.image().at("old") == null)
                .findFirst()
                .orElseThrow());
    assertThat(after.getPath("/old")).doesNotExist();
  }

  @Test
  void a_transfer_moves_all_that_is_there_as_on_the_default_file_system(
      @org.junit.jupiter.api.io.TempDir Path real) throws IOException {
    DiskFileSystem disk = DiskFileSystem.create(Profile.XFS, Device.SECTORS);
    byte[] bytes = new byte[3 << 20];
    new SplittableRandom(1).nextBytes(bytes);
    for (Path folder : List.of(real, disk.getPath("/"))) {
      Path from = Files.write(folder.resolve("from"), bytes);
      try (FileChannel source = FileChannel.open(from, StandardOpenOption.READ);
          FileChannel to =
              FileChannel.open(
                  folder.resolve("to"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileChannel other =
              FileChannel.open(
                  folder.resolve("other"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        assertThat(to.transferFrom(source, 0, source.size())).isEqualTo(bytes.length);
        assertThat(source.transferTo(1, Long.MAX_VALUE, other)).isEqualTo(bytes.length - 1);
        assertThat(source.transferTo(bytes.length, 10, other)).isZero();
        assertThat(to.transferFrom(source, bytes.length + 1, 10)).isZero();
        assertThatThrownBy(() -> to.transferTo(0, 10, other))
            .isInstanceOf(NonReadableChannelException.class);
        assertThatThrownBy(() -> source.transferFrom(source, 0, 10))
            .isInstanceOf(NonWritableChannelException.class);
      }
      assertThat(Files.readAllBytes(folder.resolve("to"))).isEqualTo(bytes);
      assertThat(Files.size(folder.resolve("other"))).isEqualTo(bytes.length - 1);
    }
  }
}
