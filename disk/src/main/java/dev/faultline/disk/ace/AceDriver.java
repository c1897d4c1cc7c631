package dev.faultline.disk.ace;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Makes the operations of a workload, and before each whatever it needs to be there, or gone. */
final class AceDriver {
  private static final int APPEND_BYTES = 8_192;
  private static final int OVERWRITE_BYTES = 5_000;
  private static final int OVERLAP_BYTES = 2_000;
  private static final int CUT_BYTES = 2_500;

  private final AceSubject subject;
  private final AceTree tree = new AceTree();
  private final AcePromises promises = new AcePromises(tree);
  private int writes;

  AceDriver(AceSubject subject) {
    this.subject = subject;
  }

  AceTree tree() {
    return tree;
  }

  AcePromises promises() {
    return promises;
  }

  /** Makes an operation; returns whether it made something durable itself. */
  boolean operate(AceOperation operation) throws IOException {
    String path = operation.path();
    switch (operation.kind()) {
      case CREAT -> {
        removeAll(path);
        create(path);
      }
      case MKDIR -> {
        removeAll(path);
        mkdir(path);
      }
      case WRITE -> write(path, operation.option(), false);
      case MMAPWRITE -> {
        write(path, operation.option(), true);
        promises.synced(path);
      }
      case LINK -> {
        needFile(path);
        needDirectory(Ace.directory(operation.to()));
        removeAll(operation.to());
        subject.link(path, operation.to());
        promises.touched(operation.to());
        tree.link(path, operation.to());
      }
      case UNLINK, REMOVE -> {
        needFile(path);
        unlink(path);
      }
      case RENAME -> rename(path, operation.to());
      case FSETXATTR -> {
        needFile(path);
        subject.attribute(path, "user.ace", new byte[] {1});
      }
      case REMOVEXATTR -> {
        needFile(path);
        subject.attribute(path, "user.ace", new byte[] {1});
        subject.attribute(path, "user.ace", new byte[0]);
      }
      case TRUNCATE -> {
        needBytes(path);
        long size = operation.option().equals("to nothing") ? 0 : CUT_BYTES;
        promises.written(path);
        subject.truncate(path, size);
        tree.truncate(path, size);
      }
      case FDATASYNC -> {
        needFile(path);
        subject.fdatasync(path);
        promises.synced(path);
      }
      case FALLOC -> throw new UnsupportedOperationException("falloc");
      case DWRITE -> throw new UnsupportedOperationException("dwrite");
    }
    return operation.kind().syncs();
  }

  /** Syncs; returns whether there was anything to sync. */
  boolean sync(String what) throws IOException {
    switch (what) {
      case AceWorkload.NONE -> {
        return false;
      }
      case AceWorkload.SYNC -> {
        subject.sync();
        promises.syncedAll();
      }
      default -> {
        if (what.equals("A") || what.equals("B")) {
          needDirectory(what);
        } else if (!what.isEmpty()) {
          needFile(what);
        }
        subject.fsync(what);
        promises.synced(what);
      }
    }
    return true;
  }

  private void write(String path, String option, boolean mapped) throws IOException {
    needFile(path);
    if (!option.equals("append")) {
      needBytes(path);
    }
    int size = tree.file(path).bytes.length;
    switch (option) {
      case "append" -> write(path, size, APPEND_BYTES, mapped);
      case "overwrite start" -> write(path, 0, OVERWRITE_BYTES, mapped);
      default -> write(path, Math.max(0, size - OVERLAP_BYTES), OVERWRITE_BYTES, mapped);
    }
  }

  private void write(String path, long offset, int count, boolean mapped) throws IOException {
    byte[] bytes = new byte[count];
    Arrays.fill(bytes, (byte) ('a' + writes++ % 26));
    promises.written(path);
    if (mapped) {
      subject.writeMapped(path, offset, bytes);
    } else {
      subject.write(path, offset, bytes);
    }
    tree.write(path, offset, bytes);
  }

  private void rename(String from, String to) throws IOException {
    if (from.equals("A")) {
      needDirectory(from);
      for (String path : inside(to)) {
        removeAll(path);
      }
    } else {
      needFile(from);
      needDirectory(Ace.directory(to));
    }
    promises.touched(from);
    promises.touched(to);
    subject.rename(from, to);
    tree.rename(from, to);
  }

  private List<String> inside(String directory) {
    return new ArrayList<>(tree.below(directory).keySet()).reversed();
  }

  private void removeAll(String path) throws IOException {
    if (!tree.has(path)) {
      return;
    }
    if (!tree.file(path).isDirectory) {
      unlink(path);
      return;
    }
    for (String below : inside(path)) {
      removeAll(below);
    }
    promises.touched(path);
    subject.rmdir(path);
    tree.remove(path);
  }

  private void unlink(String path) throws IOException {
    promises.touched(path);
    subject.unlink(path);
    tree.remove(path);
  }

  private void create(String path) throws IOException {
    needDirectory(Ace.directory(path));
    promises.touched(path);
    subject.create(path);
    tree.add(path, false);
  }

  private void mkdir(String path) throws IOException {
    promises.touched(path);
    subject.mkdir(path);
    tree.add(path, true);
  }

  private void needFile(String path) throws IOException {
    if (!tree.has(path)) {
      create(path);
    }
  }

  private void needDirectory(String path) throws IOException {
    if (!tree.has(path)) {
      mkdir(path);
    }
  }

  private void needBytes(String path) throws IOException {
    needFile(path);
    if (tree.file(path).bytes.length == 0) {
      write(path, 0, APPEND_BYTES, false);
    }
  }
}
