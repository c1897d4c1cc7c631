package dev.faultline.hook;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One directory of the default file system that is really another path, of any file system. As long
 * as it is open, whatever the JVM does with files below it happens there. Thread-safe.
 */
public final class FileRedirect {
  private static final CopyOnWriteArrayList<FileRedirect> OPEN = new CopyOnWriteArrayList<>();
  private static final InheritableThreadLocal<@Nullable FileRedirect> OWN =
      new InheritableThreadLocal<>();

  private final String visible;
  private final String below;
  private final Path target;
  private final Resizer resizer;
  private final Consumer<String> unseen;
  private final CompletableFuture<ProgramExit> exit = new CompletableFuture<>();
  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  private volatile boolean exitIsAwaited;
  private volatile boolean open = true;

  /** Sets the size of an open file, which Java's channels can only make smaller. */
  public interface Resizer {
    void resize(FileChannel channel, long size) throws IOException;
  }

  /** The files of a program: all that it sees are in the other file system, from its root on. */
  static FileRedirect ofProgram(Path root) {
    return new FileRedirect("", root, FileRedirect::setSize, unseen -> {});
  }

  private static void setSize(FileChannel channel, long size) throws IOException {
    if (size < channel.size()) {
      channel.truncate(size);
    } else if (size > channel.size()) {
      channel.write(ByteBuffer.allocate(1), size - 1);
    }
  }

  private boolean isWhole() {
    return visible.isEmpty();
  }

  private FileRedirect(String visible, Path target, Resizer resizer, Consumer<String> unseen) {
    this.visible = visible;
    this.below = visible + "/";
    this.target = target;
    this.resizer = resizer;
    this.unseen = unseen;
  }

  /**
   * Opens one, which belongs to this thread and to those that it starts from now on.
   *
   * @param wanted the absolute path that programs see; the next free of {@code wanted}, {@code
   *     wanted-2} and so on is taken, so that runs one after the other see the same
   * @param unseen is told what these threads do outside of the directory
   */
  public static FileRedirect open(
      String wanted, Path target, Resizer resizer, Consumer<String> unseen) {
    synchronized (OPEN) {
      String free = wanted;
      for (int number = 2; isTaken(free); number++) {
        free = wanted + "-" + number;
      }
      FileRedirect made = new FileRedirect(free, target, resizer, unseen);
      OPEN.add(made);
      OWN.set(made);
      return made;
    }
  }

  private static boolean isTaken(String path) {
    return OPEN.stream().anyMatch(other -> other.visible.equals(path));
  }

  /** Ends it, and closes what is still open below it. */
  public void close() {
    open = false;
    OPEN.remove(this);
    if (OWN.get() == this) {
      OWN.remove();
    }
    OpenFiles.closeAll(this);
    closed.complete(null);
  }

  void resize(FileChannel channel, long size) throws IOException {
    resizer.resize(channel, size);
  }

  /** The path that programs see. */
  public String visible() {
    return visible;
  }

  static boolean none() {
    return OPEN.isEmpty() && Program.current() == null;
  }

  /**
   * The redirect of the calling thread, or null. A thread of a pool that outlives its redirect
   * belongs to the next, where there is only one.
   */
  static @Nullable FileRedirect own() {
    if (OPEN.isEmpty()) {
      return null;
    }
    FileRedirect own = OWN.get();
    if (own == null || own.open) {
      return own;
    }
    List<FileRedirect> all = List.copyOf(OPEN);
    return all.size() == 1 ? all.getFirst() : null;
  }

  /** Whether a program under test started the calling thread, or runs on it; it may have ended. */
  static boolean isOfProgram() {
    return OWN.get() != null;
  }

  /**
   * The program of this thread ends. Where somebody waits for that, the call comes back only when
   * the redirect is closed, as the JVM's own never does: nothing that the thread does on its way
   * out reaches the files.
   */
  static void exited(ProgramExit exit) {
    FileRedirect own = own();
    if (own == null) {
      return;
    }
    own.exit.complete(exit);
    if (own.exitIsAwaited) {
      own.closed.join();
    }
  }

  /**
   * Completes when the program wants to end the JVM, the first time. Whoever asks for it closes the
   * redirect then.
   */
  public CompletableFuture<ProgramExit> exit() {
    exitIsAwaited = true;
    return exit.copy();
  }

  /** What this thread does, and no redirect sees. */
  static void tellUnseen(String what) {
    FileRedirect own = own();
    if (own != null) {
      own.unseen.accept(what);
    }
  }

  /** Which redirect a path is below, or null. */
  static @Nullable Place find(String path) {
    Program program = Program.current();
    if (program != null) {
      FileRedirect own = program.files();
      return new Place(own, own.target.resolve(path).normalize());
    }
    for (FileRedirect redirect : OPEN) {
      Path inside = redirect.inside(path);
      if (inside != null) {
        return new Place(redirect, inside);
      }
    }
    return null;
  }

  /** As {@link #find}, for a path that may be relative to the JVM's directory. */
  static @Nullable Place find(Path path) {
    return none() ? null : find(path.toAbsolutePath().toString());
  }

  private @Nullable Path inside(String path) {
    if (path.equals(visible)) {
      return target;
    }
    if (!path.startsWith(below)) {
      return null;
    }
    String rest = path.substring(below.length());
    return leaves(rest) ? null : target.resolve(rest);
  }

  /** Whether a relative path leads above where it starts. */
  private static boolean leaves(String relative) {
    if (!relative.contains("..")) {
      return false;
    }
    int depth = 0;
    for (String name : List.of(relative.split("/"))) {
      depth += name.equals("..") ? -1 : name.isEmpty() || name.equals(".") ? 0 : 1;
      if (depth < 0) {
        return true;
      }
    }
    return false;
  }

  /** How a path of the other file system looks to programs; others stay as they are. */
  String shown(String path) {
    if (isWhole()) {
      return path;
    }
    String root = target.toString();
    if (path.equals(root)) {
      return visible;
    }
    return path.startsWith(root + "/") ? visible + path.substring(root.length()) : path;
  }

  /**
   * A path below a redirect.
   *
   * @param path where it really leads
   */
  record Place(FileRedirect redirect, Path path) {}
}
