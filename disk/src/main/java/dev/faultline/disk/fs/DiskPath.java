package dev.faultline.disk.fs;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A path with slashes, as on Linux. Immutable. */
final class DiskPath implements Path {
  private final DiskFileSystem system;
  private final boolean absolute;

  /** Without empty names, but for the empty path, whose only name is empty. */
  private final List<String> names;

  private DiskPath(DiskFileSystem system, boolean absolute, List<String> names) {
    this.system = system;
    this.absolute = absolute;
    this.names = !absolute && names.isEmpty() ? List.of("") : List.copyOf(names);
  }

  static DiskPath parse(DiskFileSystem system, String text) {
    if (text.indexOf('\0') >= 0) {
      throw new InvalidPathException(text, "Nul character not allowed");
    }
    List<String> names = new ArrayList<>();
    for (String name : text.split("/")) {
      if (!name.isEmpty()) {
        names.add(name);
      }
    }
    return new DiskPath(system, text.startsWith("/"), names);
  }

  static DiskPath of(Path path) {
    if (path instanceof DiskPath own) {
      return own;
    }
    throw new ProviderMismatchException(path + " is not a path of this kind of file system");
  }

  private DiskPath with(boolean isAbsolute, List<String> parts) {
    return new DiskPath(system, isAbsolute, parts);
  }

  private boolean isEmptyPath() {
    return !absolute && names.getFirst().isEmpty();
  }

  List<String> names() {
    return isEmptyPath() ? List.of() : names;
  }

  @Override
  public FileSystem getFileSystem() {
    return system;
  }

  DiskFileSystem system() {
    return system;
  }

  @Override
  public boolean isAbsolute() {
    return absolute;
  }

  @Override
  public @Nullable Path getRoot() {
    return absolute ? with(true, List.of()) : null;
  }

  @Override
  public @Nullable Path getFileName() {
    return names.isEmpty() ? null : with(false, List.of(names.getLast()));
  }

  @Override
  public @Nullable Path getParent() {
    if (names.size() > 1 || (absolute && names.size() == 1)) {
      return with(absolute, names.subList(0, names.size() - 1));
    }
    return null;
  }

  @Override
  public int getNameCount() {
    return names.size();
  }

  @Override
  public Path getName(int index) {
    if (index < 0 || index >= names.size()) {
      throw new IllegalArgumentException("no name " + index + " in " + this);
    }
    return with(false, List.of(names.get(index)));
  }

  @Override
  public Path subpath(int from, int to) {
    if (from < 0 || from >= to || to > names.size()) {
      throw new IllegalArgumentException("no names " + from + " to " + to + " in " + this);
    }
    return with(false, names.subList(from, to));
  }

  @Override
  public boolean startsWith(Path other) {
    return other instanceof DiskPath that
        && that.system == system
        && that.absolute == absolute
        && that.isEmptyPath() == isEmptyPath()
        && names.size() >= that.names.size()
        && names.subList(0, that.names.size()).equals(that.names);
  }

  @Override
  public boolean endsWith(Path other) {
    if (!(other instanceof DiskPath that)
        || that.system != system
        || that.isEmptyPath() != isEmptyPath()) {
      return false;
    }
    int skip = names.size() - that.names.size();
    return skip >= 0
        && (!that.absolute || (absolute && skip == 0))
        && names.subList(skip, names.size()).equals(that.names);
  }

  @Override
  public Path normalize() {
    List<String> kept = new ArrayList<>();
    for (String name : names()) {
      if (name.equals("..") && !kept.isEmpty() && !kept.getLast().equals("..")) {
        kept.removeLast();
      } else if (!name.equals(".") && !(name.equals("..") && absolute)) {
        kept.add(name);
      }
    }
    return with(absolute, kept);
  }

  @Override
  public Path resolve(Path other) {
    DiskPath that = of(other);
    if (that.absolute) {
      return that;
    }
    List<String> all = new ArrayList<>(names());
    all.addAll(that.names());
    return with(absolute, all);
  }

  @Override
  public Path relativize(Path other) {
    DiskPath that = of(other);
    if (that.absolute != absolute) {
      throw new IllegalArgumentException(
          "one of " + this + " and " + other + " is absolute, the other is not");
    }
    boolean dots = hasDots() || that.hasDots();
    List<String> mine = dots ? of(normalize()).names() : names();
    List<String> others = dots ? of(that.normalize()).names() : that.names();
    int common = 0;
    while (common < mine.size()
        && common < others.size()
        && mine.get(common).equals(others.get(common))) {
      common++;
    }
    if (mine.subList(common, mine.size()).contains("..")) {
      throw new IllegalArgumentException(
          "Unable to compute relative  path from " + this + " to " + other);
    }
    List<String> way = new ArrayList<>();
    for (int i = common; i < mine.size(); i++) {
      way.add("..");
    }
    way.addAll(others.subList(common, others.size()));
    return with(false, way);
  }

  private boolean hasDots() {
    return names.contains(".") || names.contains("..");
  }

  @Override
  public URI toUri() {
    return URI.create(
        DiskProvider.SCHEME + "://" + toAbsolutePath().toString().replace(" ", "%20"));
  }

  @Override
  public Path toAbsolutePath() {
    return absolute ? this : with(true, names());
  }

  @Override
  public Path toRealPath(LinkOption... options) throws IOException {
    return system.realPath(this, List.of(options).contains(LinkOption.NOFOLLOW_LINKS));
  }

  @Override
  public WatchKey register(
      WatchService watcher, WatchEvent.Kind<?>[] events, WatchEvent.Modifier... modifiers)
      throws IOException {
    if (!(watcher instanceof DiskWatchService own)) {
      throw new ProviderMismatchException("the watch service is of another file system");
    }
    return own.register(this, List.of(events));
  }

  @Override
  public int compareTo(Path other) {
    return toString().compareTo(of(other).toString());
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof DiskPath that
        && that.system == system
        && that.absolute == absolute
        && that.names.equals(names);
  }

  @Override
  public int hashCode() {
    return toString().hashCode();
  }

  @Override
  public String toString() {
    return (absolute ? "/" : "") + String.join("/", names);
  }
}
