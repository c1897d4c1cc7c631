package dev.faultline.mount.record;

import dev.faultline.disk.FileKind;
import dev.faultline.disk.Image;
import dev.faultline.disk.Inode;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Changes a folder from one image to another. Files that both have stay the same files, so that
 * whoever has them open goes on with them. What the images do not have, such as sockets, stays
 * where its folder does. Used once.
 */
final class Restorer {
  private final Model model;
  private final Image live;
  private final Image target;
  private final Path root;
  private final Path stage;
  private final Set<Long> staged = new HashSet<>();
  private final Map<Long, Path> places = new HashMap<>();
  private final Set<Long> fresh = new HashSet<>();
  private final List<Name> changed = new ArrayList<>();

  /** A name in a folder, by the folder's number. */
  record Name(long folder, String name) {}

  Restorer(Model model, Image live, Image target, Path root, Path stage) {
    this.model = model;
    this.live = live;
    this.target = target;
    this.root = root;
    this.stage = stage;
  }

  /** Does it; returns where each inode of the target is. */
  Map<Long, Path> run() throws IOException {
    Inode before = Objects.requireNonNull(Model.rootOf(live));
    Inode after = Model.rootOf(target);
    if (after == null) {
      throw new IOException("the state has no root");
    }
    places.put(after.number(), root);
    Files.createDirectory(stage);
    try {
      takeAway(root, before, after);
      place(root, after, before, new HashSet<>(Set.of(after.number())));
      fillAll();
    } catch (IOException e) {
      throw new IOException(
          "a crash failed halfway, so the files are in no state that a crash leaves ("
              + e.getMessage()
              + "): unmount, and mount again",
          e);
    } finally {
      // One of several names of a file may wait there, whose others stayed where they were.
      delete(stage);
    }
    return places;
  }

  /** What becomes shorter makes room for what becomes longer. */
  private void fillAll() throws IOException {
    List<Long> order = new ArrayList<>(places.keySet());
    order.sort(Comparator.comparingLong(this::growth).thenComparing(Comparator.naturalOrder()));
    for (long number : order) {
      fill(number, Objects.requireNonNull(places.get(number)));
    }
  }

  private long growth(long number) {
    return size(target.find(number)) - (fresh.contains(number) ? 0 : size(live.find(number)));
  }

  private static long size(@Nullable Inode inode) {
    return inode == null ? 0 : inode.size();
  }

  /** The names that changed, as far as their folders were known before or are now. */
  List<Crashed.ChangedName> changed(Map<FileId, Long> before, Map<FileId, Long> now) {
    Map<Long, FileId> known = new TreeMap<>();
    before.forEach((file, number) -> known.putIfAbsent(number, file));
    now.forEach((file, number) -> known.put(number, file));
    List<Crashed.ChangedName> names = new ArrayList<>();
    for (Name name : changed) {
      FileId folder = known.get(name.folder());
      if (folder != null) {
        names.add(new Crashed.ChangedName(folder, name.name()));
      }
    }
    return names;
  }

  /** Takes names away that the target has not; what it has elsewhere waits in the stage. */
  private void takeAway(Path folder, Inode before, @Nullable Inode after) throws IOException {
    for (Map.Entry<String, Long> entry : before.entries().entrySet()) {
      Inode inode = live.find(entry.getValue());
      if (inode == null) {
        continue;
      }
      Path path = folder.resolve(entry.getKey());
      boolean kept = after != null && entry.getValue().equals(after.entries().get(entry.getKey()));
      if (inode.kind() == FileKind.DIRECTORY) {
        takeAway(path, inode, kept ? target.find(inode.number()) : null);
      }
      if (kept) {
        // What somebody else took away stays away: its bytes are nowhere.
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
          places.put(inode.number(), path);
        }
        continue;
      }
      changed.add(new Name(before.number(), entry.getKey()));
      if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
        continue;
      }
      if (target.find(inode.number()) != null && staged.add(inode.number())) {
        Files.move(path, staged(inode.number()));
      } else {
        delete(path);
      }
    }
  }

  private Path staged(long number) {
    return stage.resolve(Long.toString(number));
  }

  private void place(Path folder, Inode after, @Nullable Inode before, Set<Long> above)
      throws IOException {
    for (Map.Entry<String, Long> entry : after.entries().entrySet()) {
      Inode inode = target.find(entry.getValue());
      if (inode == null) {
        continue;
      }
      Path path = folder.resolve(entry.getKey());
      boolean kept =
          before != null && entry.getValue().equals(before.entries().get(entry.getKey()));
      if (kept && !Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
        continue;
      }
      if (!kept) {
        changed.add(new Name(after.number(), entry.getKey()));
        delete(path);
        placeNew(path, inode);
      }
      if (inode.kind() == FileKind.DIRECTORY && above.add(inode.number())) {
        place(path, inode, kept ? live.find(inode.number()) : null, above);
        above.remove(inode.number());
      }
    }
  }

  private void placeNew(Path path, Inode inode) throws IOException {
    Path other = places.get(inode.number());
    if (staged.remove(inode.number())) {
      Files.move(staged(inode.number()), path);
    } else if (other != null && inode.kind() != FileKind.DIRECTORY) {
      Files.createLink(path, other);
    } else {
      switch (inode.kind()) {
        case FILE -> Files.createFile(path);
        case DIRECTORY -> Files.createDirectory(path);
        case SYMBOLIC_LINK -> Files.createSymbolicLink(path, Path.of(inode.linkTarget()));
      }
      fresh.add(inode.number());
    }
    places.putIfAbsent(inode.number(), path);
  }

  /** Gives a file the content and attributes that it has in the target. */
  private void fill(long number, Path path) throws IOException {
    Inode after = target.find(number);
    if (after == null) {
      return;
    }
    Inode before = fresh.contains(number) ? null : live.find(number);
    if (after.kind() == FileKind.FILE) {
      Contents.change(path, before == null, after, model.nameless(number));
    }
    Contents.changeAttributes(path, before, after, model.owner(number));
  }

  private static void delete(Path path) throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    Files.walkFileTree(
        path,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure)
              throws IOException {
            Files.delete(folder);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
