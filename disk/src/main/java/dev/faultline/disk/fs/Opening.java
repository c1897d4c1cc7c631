package dev.faultline.disk.fs;

import dev.faultline.disk.FileKind;
import dev.faultline.disk.Inode;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.util.EnumSet;
import java.util.Set;

/** The options with which a file is opened. */
record Opening(Set<StandardOpenOption> options, boolean follow, long permissions) {
  static Opening of(Set<? extends OpenOption> options, FileAttribute<?>... attributes) {
    Set<StandardOpenOption> known = EnumSet.noneOf(StandardOpenOption.class);
    boolean follow = true;
    for (OpenOption option : options) {
      switch (option) {
        case StandardOpenOption standard -> known.add(standard);
        case LinkOption link -> follow = false;
        default ->
            throw new UnsupportedOperationException(
                option + " is not supported by this file system");
      }
    }
    if (known.contains(StandardOpenOption.APPEND)) {
      if (known.contains(StandardOpenOption.READ)) {
        throw new IllegalArgumentException("READ + APPEND not allowed");
      }
      if (known.contains(StandardOpenOption.TRUNCATE_EXISTING)) {
        throw new IllegalArgumentException("APPEND + TRUNCATE_EXISTING not allowed");
      }
      known.add(StandardOpenOption.WRITE);
    }
    if (!known.contains(StandardOpenOption.WRITE)) {
      known.add(StandardOpenOption.READ);
    }
    return new Opening(known, follow, Attributes.permissions(attributes, 0644));
  }

  boolean append() {
    return options.contains(StandardOpenOption.APPEND);
  }

  boolean read() {
    return options.contains(StandardOpenOption.READ);
  }

  boolean write() {
    return options.contains(StandardOpenOption.WRITE);
  }

  boolean makes() {
    return write() && (has(StandardOpenOption.CREATE) || has(StandardOpenOption.CREATE_NEW));
  }

  boolean truncates() {
    return write() && has(StandardOpenOption.TRUNCATE_EXISTING);
  }

  private boolean has(StandardOpenOption option) {
    return options.contains(option);
  }

  DiskChannel open(DiskFileSystem system, DiskPath path) throws IOException {
    system.injector().opening(this, path);
    boolean makeNew = write() && has(StandardOpenOption.CREATE_NEW);
    Place place = system.resolver().place(path, follow && !makeNew);
    Inode inode = place.inode();
    if (inode != null && makeNew) {
      throw new FileAlreadyExistsException(path.toString());
    }
    if (inode == null && !makeNew && !(write() && has(StandardOpenOption.CREATE))) {
      throw new NoSuchFileException(path.toString());
    }
    if (inode != null && inode.kind() == FileKind.SYMBOLIC_LINK) {
      throw new FileSystemException(
          path.toString(),
          null,
          "Too many levels of symbolic links or unable to access attributes of symbolic link");
    }
    if (inode != null && inode.kind() == FileKind.DIRECTORY && write()) {
      throw new FileSystemException(path.toString(), null, "Is a directory");
    }
    long number;
    if (inode == null) {
      number =
          system
              .disk()
              .create(
                  place.directory().number(),
                  place.name(),
                  FileKind.FILE,
                  "",
                  permissions,
                  path.toString());
      system.watches().created(place.directory().number(), place.name());
    } else {
      number = inode.number();
      if (truncates()) {
        system.disk().resize(number, 0, path.toString());
        system.watches().modified(number, system.disk());
      }
    }
    String real = system.injector().realPath(path, follow);
    if (has(StandardOpenOption.DELETE_ON_CLOSE)) {
      // As on Linux: the file goes when it is opened, and lives on for those that have it open.
      system.disk().open(number);
      system.disk().remove(place.directory().number(), place.name(), path.toString());
      DiskChannel channel = new DiskChannel(system, this, number, path.toString(), real);
      system.disk().close(number);
      return channel;
    }
    return new DiskChannel(system, this, number, path.toString(), real);
  }
}
