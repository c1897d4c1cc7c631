package dev.faultline.disk.litmus;

import dev.faultline.disk.Caller;
import dev.faultline.disk.CrashStates;
import dev.faultline.disk.Device;
import dev.faultline.disk.Disk;
import dev.faultline.disk.Image;
import dev.faultline.disk.Inode;
import dev.faultline.disk.Profile;
import dev.faultline.disk.Unsynced;
import dev.faultline.disk.fault.Aftermath;
import dev.faultline.disk.fault.FaultRules;
import dev.faultline.disk.fault.Faults;
import dev.faultline.disk.fs.DiskFileSystem;
import dev.faultline.disk.fs.Pause;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

/**
 * A disk with a durable file of three blocks, a, b and c, some of whose syncs fail. Contents are
 * told by a letter for each block, a dot for one of zeros and a question mark for any other.
 */
public final class FailingDisk implements AutoCloseable {
  private static final int BLOCK = Disk.BLOCK_BYTES;

  private final Profile profile;
  private final Unsynced unsynced;
  private final DiskFileSystem system;
  private final Path file;
  private final List<FileChannel> open = new ArrayList<>();
  private final List<String> returned = new ArrayList<>();

  FailingDisk(Profile profile) {
    this.profile = profile;
    Disk prepared = new Disk(Image.empty(), Caller.counting(), entry -> {});
    Steps steps = new Steps(prepared).create("f");
    for (char letter : new char[] {'a', 'b', 'c'}) {
      steps.append("f", BLOCK, letter);
    }
    Image start = prepared.live();
    unsynced = new Unsynced(start, profile, Device.SECTORS.withAtomicBytes(BLOCK));
    system = DiskFileSystem.of(start, Caller.counting(), unsynced::accept);
    file = system.getPath("/f");
  }

  /** Opens the file for writing; returns the number of the descriptor. */
  int open(OpenOption... more) throws IOException {
    OpenOption[] options = Arrays.copyOf(more, more.length + 1);
    options[more.length] = StandardOpenOption.WRITE;
    open.add(FileChannel.open(file, options));
    return open.size() - 1;
  }

  void close(int descriptor) throws IOException {
    open.get(descriptor).close();
  }

  /** Sets rules. */
  void faults(String rules) {
    system.inject(new Faults(FaultRules.parse(rules), 1, Aftermath.of(profile)), Pause.real());
  }

  void seek(int descriptor, int block) throws IOException {
    open.get(descriptor).position((long) block * BLOCK);
  }

  /** Writes a block for each letter, where the descriptor stands. */
  void write(int descriptor, String letters) {
    byte[] bytes = new byte[letters.length() * BLOCK];
    for (int i = 0; i < letters.length(); i++) {
      Arrays.fill(bytes, i * BLOCK, (i + 1) * BLOCK, (byte) letters.charAt(i));
    }
    note(() -> open.get(descriptor).write(ByteBuffer.wrap(bytes)));
  }

  void fsync(int descriptor) {
    note(() -> open.get(descriptor).force(true));
  }

  private interface Call {
    void run() throws IOException;
  }

  private void note(Call call) {
    try {
      call.run();
      returned.add("0");
    } catch (IOException e) {
      returned.add(
          String.valueOf(e.getMessage()).equals("Input/output error") ? "EIO" : e.toString());
    }
  }

  /** What the last calls returned. */
  String returned(int last) {
    return String.join(", ", returned.subList(returned.size() - last, returned.size()));
  }

  /** What programs read now. */
  String read() {
    return letters(system.image());
  }

  /** What any crash may leave, each content once. */
  String afterCrash() {
    TreeSet<String> contents = new TreeSet<>();
    new CrashStates(unsynced)
        .forEach(state -> {
          contents.add(letters(state.image()));
          return true;
        });
    return String.join(" or ", contents);
  }

  private static String letters(Image image) {
    Inode inode = image.at("f");
    if (inode == null) {
      return "nothing";
    }
    byte[] bytes = inode.content();
    StringBuilder text = new StringBuilder();
    for (int start = 0; start < bytes.length; start += BLOCK) {
      boolean same = true;
      for (int i = start; i < Math.min(bytes.length, start + BLOCK); i++) {
        same &= bytes[i] == bytes[start];
      }
      text.append(!same ? '?' : bytes[start] == 0 ? '.' : (char) bytes[start]);
    }
    return text.toString();
  }

  @Override
  public void close() {
    system.close();
  }
}
