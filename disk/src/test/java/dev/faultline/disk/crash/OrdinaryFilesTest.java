package dev.faultline.disk.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.disk.Device;
import dev.faultline.disk.Entry;
import dev.faultline.disk.MicroOp;
import dev.faultline.disk.Profile;
import dev.faultline.disk.fs.DiskFileSystem;
import java.io.BufferedReader;
import java.io.File;
import java.io.FileOutputStream;
import java.io.FileReader;
import java.io.FileWriter;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OrdinaryFilesTest {

  /** Works in a directory of the default file system. */
  private interface Body {
    void run(File directory) throws Exception;
  }

  private static Recording recording(Body body) {
    return Recording.of(directory -> {
      try (OrdinaryFiles files = OrdinaryFiles.of(directory)) {
        body.run(files.file());
      }
    });
  }

  private static List<String> calls(Recording recording) {
    List<String> calls = new ArrayList<>();
    for (Entry entry : recording.history()) {
      String call = "";
      if (entry instanceof MicroOp op) {
        call = op.operation().toString();
      } else if (entry instanceof Entry.Sync sync) {
        call = sync.operation().toString();
      } else if (entry instanceof Entry.Mark mark) {
        call = mark.text();
      }
      if (!call.isEmpty() && (calls.isEmpty() || !calls.getLast().equals(call))) {
        calls.add(call);
      }
    }
    return calls;
  }

  @Test
  void streams_files_and_paths_of_the_default_file_system_are_recorded() {
    Recording recording =
        recording(directory -> {
          try (FileOutputStream out = new FileOutputStream(new File(directory, "log"))) {
            out.write(new byte[] {1, 2, 3});
            out.getFD().sync();
            out.getChannel().force(false);
          }
          try (RandomAccessFile file = new RandomAccessFile(new File(directory, "data"), "rw")) {
            file.setLength(100);
            file.seek(10);
            file.writeLong(7);
            file.seek(10);
            Crash.acknowledge("read " + file.readLong() + ", at " + file.getFilePointer());
          }
          assertThat(new File(directory, "log").renameTo(new File(directory, "old"))).isTrue();
          Files.delete(directory.toPath().resolve("old"));
        });
    assertThat(calls(recording))
        .containsExactly(
            "create /store/log",
            "append /store/log (3 bytes at 0)",
            "fsync /store/log",
            "fdatasync /store/log",
            "create /store/data",
            "truncate /store/data (from 0 to 100 bytes)",
            "write /store/data (8 bytes at 10)",
            "read 7, at 18",
            "rename /store/log (to /store/old)",
            "unlink /store/old");
    assertThat(recording.unseen()).isEmpty();
    assertThat(new File(System.getProperty("java.io.tmpdir"), "faultline")).doesNotExist();
  }

  @Test
  void a_short_write_loses_nothing_of_what_streams_write() throws Exception {
    DiskFileSystem disk = DiskFileSystem.create(Profile.EXT4_ORDERED, Device.SECTORS);
    Path store = Files.createDirectory(disk.getPath("/store"));
    byte[] bytes = "all of these bytes".getBytes(StandardCharsets.UTF_8);
    disk.inject("short write bytes=1", 1);
    try (OrdinaryFiles files = OrdinaryFiles.of(store)) {
      File log = new File(files.file(), "log");
      try (FileOutputStream out = new FileOutputStream(log)) {
        out.write(bytes, 0, 3);
      }
      try (FileOutputStream out = new FileOutputStream(log, true)) {
        out.write(Arrays.copyOfRange(bytes, 3, bytes.length));
      }
      File data = new File(files.file(), "data");
      try (RandomAccessFile file = new RandomAccessFile(data, "rw")) {
        file.writeLong(7);
        file.write(bytes);
        file.seek(0);
        assertThat(file.readLong()).isEqualTo(7);
      }
    }
    assertThat(Files.readAllBytes(store.resolve("log"))).isEqualTo(bytes);
    assertThat(Files.readAllBytes(store.resolve("data"))).hasSize(8 + bytes.length).endsWith(bytes);
  }

  @Test
  void a_missing_sync_is_found_in_code_that_knows_only_file_names() {
    CrashProgram program =
        directory -> {
          try (OrdinaryFiles files = OrdinaryFiles.of(directory);
              FileWriter out =
                  new FileWriter(new File(files.file(), "log"), StandardCharsets.UTF_8)) {
            out.write("one");
            out.flush();
            Crash.acknowledge("one");
          }
        };
    CrashChecker checker =
        (directory, acknowledged) -> {
          try (OrdinaryFiles files = OrdinaryFiles.of(directory);
              BufferedReader in =
                  new BufferedReader(
                      new FileReader(new File(files.file(), "log"), StandardCharsets.UTF_8))) {
            if (!acknowledged.isEmpty() && !"one".equals(in.readLine())) {
              throw new IllegalStateException("lost");
            }
            return "";
          } catch (java.io.FileNotFoundException e) {
            if (!acknowledged.isEmpty()) {
              throw e;
            }
            return "none";
          }
        };
    CrashReport report =
        Exploration.run(program, checker, CrashOptions.DEFAULT.withProfile(Profile.XFS));
    Finding finding = report.finding();
    assertThat(finding).isNotNull();
    assertThat(String.join("\n", FindingText.of(finding)))
        .contains("OrdinaryFilesTest.java")
        .contains("before \"one\" was acknowledged");
  }

  @Test
  void what_is_not_seen_is_named() {
    Recording recording =
        recording(directory -> {
          new FileOutputStream(new File(directory, "a")).close();
          File outside = File.createTempFile("faultline", ".outside");
          assertThat(outside.delete()).isTrue();
          new ProcessBuilder("true").start().waitFor();
        });
    assertThat(recording.unseen())
        .anyMatch(what -> what.endsWith(".outside, which is outside of its directory"))
        .contains("it starts a process, whose files are not seen")
        .hasSize(2);
    CrashReport report =
        Exploration.run(recording, (directory, acknowledged) -> "", CrashOptions.DEFAULT);
    assertThat(report.partial()).hasSize(2).allMatch(line -> line.startsWith("partial: it "));
  }

  @Test
  void what_other_threads_of_the_machine_write_elsewhere_makes_nothing_partial() throws Exception {
    Thread[] other = new Thread[1];
    Recording recording =
        Recording.of(directory -> {
          Thread stranger =
              new Thread(() -> {
                try {
                  Files.delete(Files.createTempFile("faultline", ".other"));
                } catch (IOException e) {
                  throw new IllegalStateException(e);
                }
              });
          other[0] = stranger;
          try (OrdinaryFiles files = OrdinaryFiles.of(directory)) {
            Files.createFile(files.path().resolve("a"));
            stranger.start();
            stranger.join();
          }
        });
    assertThat(recording.unseen()).isEmpty();
  }

  @Test
  void mapping_and_watching_are_refused_by_name() {
    recording(directory -> {
      Path path = directory.toPath();
      Files.createFile(path.resolve("a"));
      try (FileChannel channel =
              FileChannel.open(
                  path.resolve("a"), StandardOpenOption.READ, StandardOpenOption.WRITE);
          var watcher = FileSystems.getDefault().newWatchService()) {
        assertThatThrownBy(() -> channel.map(FileChannel.MapMode.READ_WRITE, 0, 10))
            .isInstanceOf(UnsupportedOperationException.class)
            .hasMessageContaining("memory mapping");
        assertThatThrownBy(() -> path.register(watcher, StandardWatchEventKinds.ENTRY_CREATE))
            .isInstanceOf(UnsupportedOperationException.class)
            .hasMessageContaining("watching " + path);
      }
    });
  }

  @Test
  void failures_name_the_path_that_the_program_knows_and_nothing_is_left_when_it_is_closed()
      throws Exception {
    List<FileOutputStream> left = new ArrayList<>();
    List<File> place = new ArrayList<>();
    recording(directory -> {
      place.add(directory);
      left.add(new FileOutputStream(new File(directory, "a")));
      assertThatThrownBy(() -> Files.size(directory.toPath().resolve("none")))
          .isInstanceOf(NoSuchFileException.class)
          .hasMessage(directory + "/none");
    });
    assertThatThrownBy(() -> left.getFirst().write(1))
        .isInstanceOf(IOException.class)
        .hasMessage("Stream Closed");
    left.getFirst().close();
    assertThat(place.getFirst()).doesNotExist();
  }

  @Test
  void an_exit_ends_the_program_and_not_the_tester() {
    Recording recording =
        recording(directory -> {
          new FileOutputStream(new File(directory, "a")).close();
          System.exit(0);
        });
    assertThat(calls(recording)).containsExactly("create /store/a");
    assertThatThrownBy(() ->
            recording(directory -> {
              new FileOutputStream(new File(directory, "a")).close();
              System.exit(3);
            }))
        .isInstanceOf(CrashUsageException.class)
        .hasMessageContaining("System.exit(3)");
  }

  @Test
  void a_pool_that_outlives_its_run_is_seen_and_cannot_end_the_tester() throws Exception {
    try (ExecutorService pool = Executors.newSingleThreadExecutor()) {
      for (int i = 0; i < 2; i++) {
        Recording recording =
            recording(directory -> {
              new FileOutputStream(new File(directory, "a")).close();
              pool.submit(() -> File.createTempFile("faultline", ".outside").delete()).get();
            });
        assertThat(recording.unseen())
            .as("run %d", i)
            .anyMatch(what -> what.endsWith(".outside, which is outside of its directory"));
      }
      assertThatThrownBy(() -> pool.submit(() -> System.exit(9)).get())
          .hasRootCauseMessage("the program called System.exit(9)");
      assertThatThrownBy(() -> pool.submit(() -> Runtime.getRuntime().halt(9)).get())
          .hasRootCauseMessage("the program called Runtime.halt(9)");
    }
  }

  @Test
  void a_halt_ends_the_program_and_not_the_tester() {
    Recording recording =
        recording(directory -> {
          new FileOutputStream(new File(directory, "a")).close();
          Runtime.getRuntime().halt(0);
        });
    assertThat(calls(recording)).containsExactly("create /store/a");
  }

  @Test
  void attributes_of_files_elsewhere_are_named(@TempDir Path elsewhere) throws IOException {
    Path file = Files.createFile(elsewhere.resolve("file"));
    Path moved = Files.createFile(elsewhere.resolve("moved"));
    for (Body change :
        List.<Body>of(
            any -> Files.setLastModifiedTime(file, FileTime.fromMillis(1_000)),
            any ->
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------")),
            any -> Files.setOwner(file, Files.getOwner(file)))) {
      assertThat(unseen(change))
          .containsExactly("it changes " + file + ", which is outside of its directory");
    }
    assertThat(unseen(any -> Files.getPosixFilePermissions(file))).isEmpty();
    assertThat(unseen(directory -> Files.move(moved, directory.toPath().resolve("moved"))))
        .containsExactly("it changes " + moved + ", which is outside of its directory");
    assertThat(unseen(directory -> Files.copy(file, directory.toPath().resolve("copied"))))
        .isEmpty();
  }

  private static List<String> unseen(Body body) {
    return recording(
            directory -> {
              new FileOutputStream(new File(directory, "a")).close();
              body.run(directory);
            })
        .unseen();
  }
}
