package dev.faultline.disk.fs;

import dev.faultline.disk.FileKind;
import dev.faultline.disk.Image;
import dev.faultline.disk.Inode;
import dev.faultline.disk.fault.FileCall;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.NotLinkException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.spi.FileSystemProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/** What {@code Files} calls; one for each file system. */
final class DiskProvider extends FileSystemProvider {
  static final String SCHEME = "faultline-disk";

  private final DiskFileSystem system;

  DiskProvider(DiskFileSystem system) {
    this.system = system;
  }

  @Override
  public String getScheme() {
    return SCHEME;
  }

  @Override
  public FileSystem newFileSystem(URI uri, Map<String, ?> options) {
    throw new UnsupportedOperationException("make one with DiskFileSystem.create");
  }

  @Override
  public FileSystem getFileSystem(URI uri) {
    throw new FileSystemNotFoundException(uri + ": file systems of this kind have no URI");
  }

  @Override
  public Path getPath(URI uri) {
    throw new FileSystemNotFoundException(uri + ": file systems of this kind have no URI");
  }

  @Override
  public SeekableByteChannel newByteChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    return newFileChannel(path, options, attributes);
  }

  @Override
  public FileChannel newFileChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    Opening opening = Opening.of(options, attributes);
    DiskPath to = DiskPath.of(path);
    return system.locked(() -> opening.open(system, to));
  }

  @Override
  public AsynchronousFileChannel newAsynchronousFileChannel(
      Path path,
      Set<? extends OpenOption> options,
      @Nullable ExecutorService executor,
      FileAttribute<?>... attributes)
      throws IOException {
    Opening opening = Opening.of(options, attributes);
    if (opening.append()) {
      throw new UnsupportedOperationException("APPEND is not for asynchronous channels");
    }
    DiskPath to = DiskPath.of(path);
    return new DiskAsynchronousChannel(system.locked(() -> opening.open(system, to)), executor);
  }

  @Override
  public DirectoryStream<Path> newDirectoryStream(
      Path path, DirectoryStream.Filter<? super Path> filter) throws IOException {
    DiskPath directory = DiskPath.of(path);
    List<Path> found =
        system.locked(() -> {
          system.injector().byPath(FileCall.OPENDIR, directory, true);
          system.injector().byPath(FileCall.READDIR, directory, true);
          Inode inode = listed(directory);
          if (inode.kind() != FileKind.DIRECTORY) {
            throw new NotDirectoryException(path.toString());
          }
          List<Path> names = new ArrayList<>();
          inode.entries().keySet().forEach(name -> names.add(path.resolve(name)));
          return names;
        });
    return new Listing(found, filter);
  }

  private Inode listed(DiskPath directory) throws IOException {
    try {
      return system.resolver().existing(directory, true);
    } catch (FileSystemException e) {
      throw Resolver.NOT_A_DIRECTORY.equals(e.getReason())
          ? new NotDirectoryException(directory.toString())
          : e;
    }
  }

  @Override
  public void createDirectory(Path path, FileAttribute<?>... attributes) throws IOException {
    create(path, FileKind.DIRECTORY, "", Attributes.permissions(attributes, 0755));
  }

  @Override
  public void createSymbolicLink(Path link, Path target, FileAttribute<?>... attributes)
      throws IOException {
    if (attributes.length > 0) {
      throw new UnsupportedOperationException(
          "Initial file attributes not supported when creating symbolic link");
    }
    String to = DiskPath.of(target).toString();
    if (to.isEmpty()) {
      throw new NoSuchFileException(link.toString());
    }
    create(link, FileKind.SYMBOLIC_LINK, to, 0777);
  }

  private void create(Path path, FileKind kind, String target, long permissions)
      throws IOException {
    system.<Boolean, IOException>locked(() -> {
      FileCall call = kind == FileKind.DIRECTORY ? FileCall.MKDIR : FileCall.SYMLINK;
      system.injector().byPath(call, DiskPath.of(path), false);
      Place place = system.resolver().place(DiskPath.of(path), false);
      if (place.inode() != null) {
        throw new FileAlreadyExistsException(path.toString());
      }
      create(place, kind, target, permissions);
      return true;
    });
  }

  private long create(Place place, FileKind kind, String target, long permissions) {
    long made =
        system
            .disk()
            .create(
                place.directory().number(), place.name(), kind, target, permissions, place.shown());
    system.watches().created(place.directory().number(), place.name());
    return made;
  }

  @Override
  public void createLink(Path link, Path existing) throws IOException {
    system.<Boolean, IOException>locked(() -> {
      system.injector().byPaths(FileCall.LINK, DiskPath.of(existing), DiskPath.of(link));
      Inode inode = system.resolver().existing(DiskPath.of(existing), false);
      Place place = system.resolver().place(DiskPath.of(link), false);
      if (place.inode() != null) {
        throw new FileAlreadyExistsException(link.toString(), existing.toString(), null);
      }
      if (inode.kind() == FileKind.DIRECTORY) {
        throw new FileSystemException(
            link.toString(), existing.toString(), "Operation not permitted");
      }
      system
          .disk()
          .link(
              inode.number(),
              place.directory().number(),
              place.name(),
              place.shown(),
              existing.toString());
      system.watches().created(place.directory().number(), place.name());
      return true;
    });
  }

  @Override
  public Path readSymbolicLink(Path link) throws IOException {
    return system.locked(() -> {
      system.injector().byPath(FileCall.READLINK, DiskPath.of(link), false);
      Inode inode = system.resolver().existing(DiskPath.of(link), false);
      if (inode.kind() != FileKind.SYMBOLIC_LINK) {
        throw new NotLinkException(link.toString());
      }
      return DiskPath.parse(system, inode.linkTarget());
    });
  }

  @Override
  public void delete(Path path) throws IOException {
    system.<Boolean, IOException>locked(() -> {
      system.injector().removal(DiskPath.of(path));
      Place place = system.resolver().place(DiskPath.of(path), false);
      if (place.inode() == null) {
        throw new NoSuchFileException(path.toString());
      }
      remove(place);
      return true;
    });
  }

  private void remove(Place place) throws IOException {
    Inode inode = place.inode();
    if (inode == null) {
      return;
    }
    if (inode.number() == Image.ROOT) {
      throw new FileSystemException(place.shown(), null, "Device or resource busy");
    }
    if (!inode.entries().isEmpty()) {
      throw new DirectoryNotEmptyException(place.shown());
    }
    system.disk().remove(place.directory().number(), place.name(), place.shown());
    system.watches().deleted(place.directory().number(), place.name());
  }

  @Override
  public void move(Path source, Path target, CopyOption... options) throws IOException {
    Transfer transfer = Transfer.move(options);
    DiskPath from = DiskPath.of(source);
    DiskPath to = DiskPath.of(target);
    system.<Boolean, IOException>locked(() -> {
      system.injector().byPaths(FileCall.RENAME, from, to);
      if (!transfer.atomic()) {
        system.resolver().statted(from, false);
      }
      Place old = system.resolver().place(from, false);
      Place fresh = system.resolver().place(to, false);
      if (old.inode() == null) {
        throw new NoSuchFileException(source.toString(), target.toString(), null);
      }
      Inode inode = old.inode();
      if (!transfer.atomic()) {
        if (fresh.inode() != null && fresh.inode().number() == inode.number()) {
          return true;
        }
        // As the JDK does it: a target is deleted first, in a call of its own.
        makeRoom(transfer, fresh, source);
        fresh = system.resolver().place(to, false);
      }
      Moves.requireLegal(system.disk(), old, fresh);
      system
          .disk()
          .rename(
              old.directory().number(),
              old.name(),
              fresh.directory().number(),
              fresh.name(),
              old.shown(),
              fresh.shown());
      system.watches().deleted(old.directory().number(), old.name());
      system.watches().created(fresh.directory().number(), fresh.name());
      return true;
    });
  }

  private void makeRoom(Transfer transfer, Place target, Path source) throws IOException {
    if (target.inode() != null) {
      if (!transfer.replace()) {
        throw new FileAlreadyExistsException(target.shown());
      }
      remove(target);
    }
  }

  @Override
  public void copy(Path source, Path target, CopyOption... options) throws IOException {
    Transfer transfer = Transfer.copy(options);
    DiskPath from = DiskPath.of(source);
    DiskPath to = DiskPath.of(target);
    system.<Boolean, IOException>locked(() -> {
      system.injector().byPaths(FileCall.COPY_FILE_RANGE, from, to);
      Inode old = system.resolver().statted(from, transfer.follow());
      Place fresh = system.resolver().place(to, false);
      if (fresh.inode() != null && fresh.inode().number() == old.number()) {
        return true;
      }
      makeRoom(transfer, fresh, source);
      fresh = system.resolver().place(to, false);
      long permissions = Attributes.permissions(old);
      long made = create(fresh, old.kind(), old.linkTarget(), permissions);
      if (old.kind() == FileKind.FILE && old.size() > 0) {
        system.disk().write(made, 0, old.content(), to.toString());
      }
      if (transfer.attributes()) {
        system.disk().attribute(made, "modified", old.modifiedNanos(), to.toString());
      }
      return true;
    });
  }

  @Override
  public boolean isSameFile(Path one, Path other) throws IOException {
    if (one.equals(other)) {
      return true;
    }
    if (!(other instanceof DiskPath that) || that.system() != system) {
      return false;
    }
    return system.locked(() ->
        system.resolver().existing(DiskPath.of(one), true).number()
            == system.resolver().existing(that, true).number());
  }

  @Override
  public boolean isHidden(Path path) {
    Path name = path.getFileName();
    return name != null && name.toString().startsWith(".");
  }

  @Override
  public FileStore getFileStore(Path path) throws IOException {
    system.<Boolean, IOException>locked(() -> {
      system.injector().byPath(FileCall.STATFS, DiskPath.of(path), true);
      system.resolver().existing(DiskPath.of(path), true);
      return true;
    });
    return new DiskFileStore();
  }

  @Override
  public void checkAccess(Path path, AccessMode... modes) throws IOException {
    system.<Boolean, IOException>locked(() -> {
      system.injector().byPath(FileCall.ACCESS, DiskPath.of(path), true);
      Inode inode = system.resolver().existing(DiskPath.of(path), true);
      boolean executable =
          inode.kind() == FileKind.DIRECTORY || (Attributes.permissions(inode) & 0111) != 0;
      if (List.of(modes).contains(AccessMode.EXECUTE) && !executable) {
        throw new AccessDeniedException(path.toString());
      }
      return true;
    });
  }

  @Override
  public <V extends FileAttributeView> @Nullable V getFileAttributeView(
      Path path, Class<V> type, LinkOption... options) {
    return type.isAssignableFrom(AttributeView.class) && type != FileAttributeView.class
        ? type.cast(view(path, options))
        : null;
  }

  private AttributeView view(Path path, LinkOption... options) {
    boolean noFollow = List.of(options).contains(LinkOption.NOFOLLOW_LINKS);
    return new AttributeView(system, DiskPath.of(path), !noFollow);
  }

  @Override
  public <A extends BasicFileAttributes> A readAttributes(
      Path path, Class<A> type, LinkOption... options) throws IOException {
    if (!type.isAssignableFrom(Attributes.class)) {
      throw new UnsupportedOperationException("attributes of the type " + type.getName());
    }
    return type.cast(view(path, options).readAttributes());
  }

  @Override
  public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options)
      throws IOException {
    return view(path, options).readAttributes().named(attributes);
  }

  @Override
  public void setAttribute(Path path, String attribute, Object value, LinkOption... options)
      throws IOException {
    view(path, options).set(attribute, value);
  }
}
