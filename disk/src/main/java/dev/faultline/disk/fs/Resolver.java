package dev.faultline.disk.fs;

import dev.faultline.disk.Disk;
import dev.faultline.disk.FileKind;
import dev.faultline.disk.Image;
import dev.faultline.disk.Inode;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;

/** Walks paths, through symbolic links. */
final class Resolver {
  static final String NOT_A_DIRECTORY = "Not a directory";

  private static final int MOST_LINKS = 40;

  private final Disk disk;

  Resolver(Disk disk) {
    this.disk = disk;
  }

  /**
   * Where a path leads, whether something is there or not; everything above the last name must be.
   */
  Place place(DiskPath path, boolean followLast) throws FileSystemException {
    return walk(path, followLast, new ArrayList<>());
  }

  /** What a path leads to. */
  Inode existing(DiskPath path, boolean followLast) throws FileSystemException {
    Place place = place(path, followLast);
    Inode inode = place.inode();
    if (inode == null) {
      throw new NoSuchFileException(path.toString());
    }
    return inode;
  }

  /**
   * As {@link #existing}, as the JDK asks for attributes: a file in the place of a directory counts
   * as nothing there.
   */
  Inode statted(DiskPath path, boolean followLast) throws FileSystemException {
    try {
      return existing(path, followLast);
    } catch (FileSystemException e) {
      throw NOT_A_DIRECTORY.equals(e.getReason()) ? new NoSuchFileException(path.toString()) : e;
    }
  }

  /** The names of a path without links. */
  List<String> real(DiskPath path, boolean followLast) throws FileSystemException {
    List<String> names = new ArrayList<>();
    if (walk(path, followLast, names).inode() == null) {
      throw new NoSuchFileException(path.toString());
    }
    return names;
  }

  /** As {@link #real}, where the last name need not be there. */
  List<String> names(DiskPath path, boolean followLast) throws FileSystemException {
    List<String> names = new ArrayList<>();
    walk(path, followLast, names);
    return names;
  }

  private Place walk(DiskPath path, boolean followLast, List<String> names)
      throws FileSystemException {
    Deque<String> open = new ArrayDeque<>(path.names());
    List<Inode> above = new ArrayList<>();
    Inode here = disk.inode(Image.ROOT);
    above.add(here);
    int links = 0;
    while (!open.isEmpty()) {
      String name = open.removeFirst();
      if (above.getLast().kind() != FileKind.DIRECTORY) {
        throw new FileSystemException(path.toString(), null, NOT_A_DIRECTORY);
      }
      if (name.equals(".")) {
        continue;
      }
      if (name.equals("..")) {
        if (above.size() > 1) {
          above.removeLast();
          names.removeLast();
        }
        continue;
      }
      Inode directory = above.getLast();
      Inode next = disk.child(directory.number(), name);
      if (next == null) {
        if (!open.isEmpty()) {
          throw new NoSuchFileException(path.toString());
        }
        names.add(name);
        return new Place(directory, name, null, path.toString());
      }
      if (next.kind() == FileKind.SYMBOLIC_LINK && (followLast || !open.isEmpty())) {
        if (++links > MOST_LINKS) {
          throw new FileSystemException(
              path.toString(),
              null,
              "Too many levels of symbolic links or unable to access attributes of symbolic link");
        }
        DiskPath target = DiskPath.parse(path.system(), next.linkTarget());
        if (target.isAbsolute()) {
          above.subList(1, above.size()).clear();
          names.clear();
        }
        List<String> more = new ArrayList<>(target.names());
        Collections.reverse(more);
        more.forEach(open::addFirst);
        continue;
      }
      above.add(next);
      names.add(name);
    }
    Inode last = above.getLast();
    Inode directory = above.size() > 1 ? above.get(above.size() - 2) : last;
    return new Place(directory, names.isEmpty() ? "" : names.getLast(), last, path.toString());
  }
}
