package dev.faultline.mount;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.function.IntPredicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The files that the kernel knows, each held by a descriptor that neither a rename nor an unlink
 * can take away. A file has one node for all of its names. Safe for several threads.
 */
final class Nodes {
  /** The root's number in the kernel's protocol. */
  static final long ROOT = 1;

  private static final int DEVICE_SHIFT = 56;

  /** A file of the source, whatever its kind. */
  static final class File {
    private final long number;
    private final Identity identity;
    private final int descriptor;
    private long lookups;
    private @Nullable File folder;
    private String name;

    private File(
        long number, Identity identity, int descriptor, @Nullable File folder, String name) {
      this.number = number;
      this.identity = identity;
      this.descriptor = descriptor;
      this.folder = folder;
      this.name = name;
    }

    long number() {
      return number;
    }

    Identity identity() {
      return identity;
    }

    /** Names the file without opening it: {@code O_PATH}. */
    int descriptor() {
      return descriptor;
    }
  }

  /** What the system tells two files apart by. */
  record Identity(long device, long inode) {}

  private final Map<Long, File> byNumber = new HashMap<>();
  private final Map<Identity, File> byIdentity = new HashMap<>();

  /** Of files that the kernel forgot and that are still there. */
  private final Map<Identity, Long> earlierNumbers = new HashMap<>();

  private final IntConsumer close;
  private volatile boolean keepsNumbers;
  private final Map<Long, Long> devices = new HashMap<>();
  private long lastNumber = ROOT;

  /**
   * Begins with the root.
   *
   * @param close is told of each descriptor that is not needed any more
   */
  Nodes(int rootDescriptor, Identity root, IntConsumer close) {
    this.close = close;
    devices.put(root.device(), 0L);
    File file = new File(ROOT, root, rootDescriptor, null, "");
    file.lookups = 1;
    byNumber.put(ROOT, file);
    byIdentity.put(root, file);
  }

  /** Has files that the kernel forgets and is told of again have the numbers that they had. */
  void keepNumbers() {
    keepsNumbers = true;
  }

  /** The file of a number that the kernel was given. */
  synchronized File get(long number) {
    File file = byNumber.get(number);
    if (file == null) {
      throw new IllegalStateException("the kernel asks for node " + number + ", which it forgot");
    }
    return file;
  }

  /**
   * Counts that the kernel is told of a file, under a name in a folder. Takes {@code descriptor}
   * over: keeps it where the file is new, else closes it.
   */
  File found(int descriptor, Identity identity, File folder, String name) {
    return found(descriptor, identity, folder, name, true);
  }

  /**
   * The same.
   *
   * @param isUsed whether the name is what somebody uses; in a list of a folder it is only one of
   *     the names of a file
   */
  File found(int descriptor, Identity identity, File folder, String name, boolean isUsed) {
    File known;
    synchronized (this) {
      known = byIdentity.get(identity);
      if (known == null) {
        Long earlier = earlierNumbers.remove(identity);
        long number = earlier == null ? ++lastNumber : earlier;
        File file = new File(number, identity, descriptor, folder, name);
        file.lookups = 1;
        byNumber.put(file.number, file);
        byIdentity.put(identity, file);
        return file;
      }
      known.lookups++;
      if (isUsed && known.number != ROOT) {
        known.folder = folder;
        known.name = name;
      }
    }
    close.accept(descriptor);
    return known;
  }

  /** Notes the new path of a file that was moved, if the kernel knows it. */
  synchronized void moved(Identity identity, File folder, String name) {
    File file = byIdentity.get(identity);
    if (file != null && file.number != ROOT) {
      file.folder = folder;
      file.name = name;
    }
  }

  /**
   * The kernel forgets so many of the times that it was told of a file.
   *
   * @param isThere whether the file of a descriptor still has a name
   */
  void forget(long number, long times, IntPredicate isThere) {
    int descriptor = -1;
    synchronized (this) {
      File file = byNumber.get(number);
      if (file == null || number == ROOT) {
        return;
      }
      file.lookups -= times;
      if (file.lookups <= 0) {
        byNumber.remove(number);
        byIdentity.remove(file.identity);
        descriptor = file.descriptor;
        if (keepsNumbers && isThere.test(descriptor)) {
          earlierNumbers.put(file.identity, number);
        }
      }
    }
    if (descriptor >= 0) {
      close.accept(descriptor);
    }
  }

  /**
   * A file's last known path below the root, such as {@code /base/1/2609}; {@code /} for the root.
   */
  synchronized String path(File file) {
    if (file.folder == null) {
      return "/";
    }
    StringBuilder path = new StringBuilder();
    for (File at = file; at != null && at.folder != null; at = at.folder) {
      path.insert(0, at.name).insert(0, '/');
    }
    return path.toString();
  }

  /** The node of a file, or null where the kernel does not know it. */
  synchronized @Nullable File find(Identity identity) {
    return byIdentity.get(identity);
  }

  /** A name that the kernel knows: the number of its folder, and the last part. */
  record Name(long folder, String name) {}

  /** The numbers of all files that the kernel knows. */
  synchronized List<Long> numbers() {
    return List.copyOf(byNumber.keySet());
  }

  /** The names under which the kernel was last told of files. */
  synchronized List<Name> names() {
    return byNumber.values().stream()
        .flatMap(file -> Stream.ofNullable(file.folder).map(at -> new Name(at.number, file.name)))
        .toList();
  }

  /**
   * The inode's number that a client is shown. All files seem to be on one device, and programs
   * take two of one number for one file: those of other devices, mounted in the source, have the
   * device in the highest byte.
   */
  synchronized long shownInode(Identity identity) {
    long device = devices.computeIfAbsent(identity.device(), any -> (long) devices.size());
    return identity.inode() ^ device << DEVICE_SHIFT;
  }

  /** The same of a name that stands in a folder. */
  long shownInode(File folder, long inode) {
    return shownInode(new Identity(folder.identity.device(), inode));
  }

  /** How many files the kernel knows, the root among them. */
  synchronized int size() {
    return byNumber.size();
  }

  /** Closes all descriptors. */
  synchronized void closeAll() {
    byNumber.values().forEach(file -> close.accept(file.descriptor));
    byNumber.clear();
    byIdentity.clear();
  }
}
