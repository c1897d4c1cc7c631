package dev.faultline.hook;

import java.io.IOException;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.WatchEvent;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.spi.FileSystemProvider;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/** What the default file system's provider does with redirected files; as {@link StreamCalls}. */
public final class PathCalls {
  private PathCalls() {}

  private interface Work<T extends @Nullable Object> {
    T run(FileSystemProvider provider, Path path) throws IOException;
  }

  /** Something at a place, with failures that name the path that the program knows. */
  private static <T extends @Nullable Object> T at(FileRedirect.Place place, Work<T> work)
      throws IOException {
    try {
      return work.run(place.path().getFileSystem().provider(), place.path());
    } catch (FileSystemException e) {
      throw RedirectedFailures.shown(e, place.redirect());
    }
  }

  private static @Nullable Object on(Path path, Work<?> work) throws IOException {
    FileRedirect.Place place = FileRedirect.find(path);
    return place == null ? null : at(place, work);
  }

  /** The same for what changes something. */
  private static @Nullable Object change(Path path, Work<?> work) throws IOException {
    Object result = on(path, work);
    if (result == null) {
      tellOutside(path.toString());
    }
    return result;
  }

  static void tellOutside(String path) {
    if (FileRedirect.own() != null && !path.startsWith("/dev/")) {
      FileRedirect.tellUnseen("it changes " + path + ", which is outside of its directory");
    }
  }

  /** Called before a view of a real file changes an attribute. */
  public static void changesAttributes(Path path) {
    tellOutside(path.toString());
  }

  private static void tellIfWriting(Path path, Set<? extends OpenOption> options) {
    if (options.contains(StandardOpenOption.WRITE) || options.contains(StandardOpenOption.APPEND)) {
      tellOutside(path.toString());
    }
  }

  private static Object done() {
    return StreamCalls.DONE;
  }

  public static @Nullable Object newFileChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>[] attributes)
      throws IOException {
    Object channel =
        on(path, (provider, inside) -> provider.newFileChannel(inside, options, attributes));
    if (channel == null) {
      tellIfWriting(path, options);
    }
    return channel;
  }

  public static @Nullable Object newByteChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>[] attributes)
      throws IOException {
    return newFileChannel(path, options, attributes);
  }

  public static @Nullable Object newAsynchronousFileChannel(
      Path path,
      Set<? extends OpenOption> options,
      @Nullable ExecutorService executor,
      FileAttribute<?>[] attributes)
      throws IOException {
    Object channel =
        on(
            path,
            (provider, inside) ->
                provider.newAsynchronousFileChannel(inside, options, executor, attributes));
    if (channel == null) {
      tellIfWriting(path, options);
    }
    return channel;
  }

  public static @Nullable Object getFileAttributeView(
      Path path, Class<? extends FileAttributeView> type, LinkOption[] options) throws IOException {
    FileRedirect.Place place = FileRedirect.find(path);
    if (place == null) {
      return null;
    }
    Object view = Files.getFileAttributeView(place.path(), type, options);
    return view == null ? FileCalls.NULL : view;
  }

  public static @Nullable Object readAttributes(
      Path path, Class<? extends BasicFileAttributes> type, LinkOption[] options)
      throws IOException {
    return on(path, (provider, inside) -> provider.readAttributes(inside, type, options));
  }

  public static @Nullable Object readAttributes(Path path, String names, LinkOption[] options)
      throws IOException {
    return on(path, (provider, inside) -> provider.readAttributes(inside, names, options));
  }

  public static @Nullable Object readAttributesIfExists(
      Path path, Class<? extends BasicFileAttributes> type, LinkOption[] options)
      throws IOException {
    return on(
        path,
        (provider, inside) -> {
          Object found = provider.readAttributesIfExists(inside, type, options);
          return found == null ? FileCalls.NULL : found;
        });
  }

  public static @Nullable Object setAttribute(
      Path path, String name, Object value, LinkOption[] options) throws IOException {
    return change(
        path,
        (provider, inside) -> {
          provider.setAttribute(inside, name, value, options);
          return done();
        });
  }

  public static @Nullable Object implDelete(Path path, boolean failIfAbsent) throws IOException {
    return change(
        path,
        (provider, inside) -> {
          if (failIfAbsent) {
            provider.delete(inside);
            return true;
          }
          return provider.deleteIfExists(inside);
        });
  }

  public static @Nullable Object copy(Path from, Path to, CopyOption[] options) throws IOException {
    return transfer(from, to, false, (source, target) -> Files.copy(source, target, options));
  }

  public static @Nullable Object move(Path from, Path to, CopyOption[] options) throws IOException {
    return transfer(from, to, true, (source, target) -> Files.move(source, target, options));
  }

  private interface Transfer {
    void run(Path from, Path to) throws IOException;
  }

  private static @Nullable Object transfer(Path from, Path to, boolean moves, Transfer transfer)
      throws IOException {
    FileRedirect.Place source = FileRedirect.find(from);
    FileRedirect.Place target = FileRedirect.find(to);
    if (target == null) {
      tellOutside(to.toString());
    }
    if (moves && source == null) {
      tellOutside(from.toString());
    }
    FileRedirect.Place either = source == null ? target : source;
    if (either == null) {
      return null;
    }
    return at(
        either,
        (provider, inside) -> {
          transfer.run(source == null ? from : source.path(), target == null ? to : target.path());
          return done();
        });
  }

  public static @Nullable Object checkAccess(Path path, AccessMode[] modes) throws IOException {
    return on(
        path,
        (provider, inside) -> {
          provider.checkAccess(inside, modes);
          return done();
        });
  }

  private static @Nullable Object isAccessible(Path path, AccessMode mode) throws IOException {
    return on(
        path,
        (provider, inside) -> {
          try {
            provider.checkAccess(inside, mode);
            return true;
          } catch (IOException e) {
            return false;
          }
        });
  }

  public static @Nullable Object isReadable(Path path) throws IOException {
    return isAccessible(path, AccessMode.READ);
  }

  public static @Nullable Object isWritable(Path path) throws IOException {
    return isAccessible(path, AccessMode.WRITE);
  }

  public static @Nullable Object isExecutable(Path path) throws IOException {
    return isAccessible(path, AccessMode.EXECUTE);
  }

  public static @Nullable Object exists(Path path, LinkOption[] options) throws IOException {
    return on(path, (provider, inside) -> provider.exists(inside, options));
  }

  public static @Nullable Object isSameFile(Path one, Path other) throws IOException {
    FileRedirect.Place place = FileRedirect.find(one);
    FileRedirect.Place second = FileRedirect.find(other);
    if (place == null || second == null) {
      return place == second ? null : (Object) false;
    }
    return at(place, (provider, inside) -> provider.isSameFile(inside, second.path()));
  }

  public static @Nullable Object getFileStore(Path path) throws IOException {
    return on(path, FileSystemProvider::getFileStore);
  }

  public static @Nullable Object createDirectory(Path path, FileAttribute<?>[] attributes)
      throws IOException {
    return change(
        path,
        (provider, inside) -> {
          provider.createDirectory(inside, attributes);
          return done();
        });
  }

  public static @Nullable Object newDirectoryStream(
      Path path, DirectoryStream.Filter<? super Path> filter) throws IOException {
    return on(path, (provider, inside) -> RedirectedListing.of(provider, inside, path, filter));
  }

  public static @Nullable Object createSymbolicLink(
      Path link, Path to, FileAttribute<?>[] attributes) throws IOException {
    return change(
        link,
        (provider, inside) -> {
          FileRedirect.Place target = to.isAbsolute() ? FileRedirect.find(to) : null;
          Path written =
              target == null ? inside.getFileSystem().getPath(to.toString()) : target.path();
          provider.createSymbolicLink(inside, written, attributes);
          return done();
        });
  }

  public static @Nullable Object createLink(Path link, Path existing) throws IOException {
    FileRedirect.Place place = FileRedirect.find(link);
    FileRedirect.Place other = FileRedirect.find(existing);
    if (place == null && other == null) {
      tellOutside(link.toString());
      return null;
    }
    if (place == null || other == null || place.redirect() != other.redirect()) {
      throw new FileSystemException(
          link.toString(), existing.toString(), "Invalid cross-device link");
    }
    return at(
        place,
        (provider, inside) -> {
          provider.createLink(inside, other.path());
          return done();
        });
  }

  public static @Nullable Object readSymbolicLink(Path link) throws IOException {
    FileRedirect.Place place = FileRedirect.find(link);
    return place == null
        ? null
        : at(
            place,
            (provider, inside) ->
                Path.of(place.redirect().shown(provider.readSymbolicLink(inside).toString())));
  }

  public static @Nullable Object toRealPath(Path path, LinkOption[] options) throws IOException {
    FileRedirect.Place place = FileRedirect.find(path);
    return place == null
        ? null
        : at(
            place,
            (provider, inside) ->
                Path.of(place.redirect().shown(inside.toRealPath(options).toString())));
  }

  public static @Nullable Object register(
      Path path,
      WatchService watcher,
      WatchEvent.Kind<?>[] events,
      WatchEvent.Modifier[] modifiers) {
    if (FileRedirect.find(path) != null) {
      throw new UnsupportedOperationException(
          "watching "
              + path
              + ": a recorded directory of the default file system cannot be watched");
    }
    return null;
  }
}
