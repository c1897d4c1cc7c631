package dev.faultline.mount.record;

import dev.faultline.disk.Caller;
import dev.faultline.disk.CrashState;
import dev.faultline.disk.CrashStates;
import dev.faultline.disk.Device;
import dev.faultline.disk.Disk;
import dev.faultline.disk.Entry;
import dev.faultline.disk.FileKind;
import dev.faultline.disk.Image;
import dev.faultline.disk.Inode;
import dev.faultline.disk.Profile;
import dev.faultline.disk.Unsynced;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The files of a mount as the disk's model has them: what programs see, and what a crash may take.
 * Unless everything that happens is kept, it has of the files' bytes only what is not synced, and
 * what this replaced: the others are in the files themselves. Calls on files that the model does
 * not have, such as sockets, change nothing. Not thread-safe: whoever makes a call holds a lock
 * from before the files change until the model has.
 */
public final class Model {
  /** Where the model has the root of the mount, as recordings of programs have theirs. */
  public static final String ROOT_NAME = "store";

  private static final int BLOCK = Disk.BLOCK_BYTES;

  private static final int FEW = 1_000;

  private final List<Profile> profiles;
  private final Device device;
  private final @Nullable List<Entry> history;
  private Image start;
  private final Map<FileId, Long> numbers;
  private final Map<Long, Owner> owners;
  private final Kept kept = new Kept();
  private final OpenFiles opens = new OpenFiles();
  private List<Unsynced> unsynced = List.of();
  private Disk disk;
  private @Nullable String failure;

  /** How many files it knew when it last looked which of them are gone. */
  private int remembered = FEW;

  /** Who a file belonged to when it was made. */
  record Owner(long user, long group) {}

  private Model(Scan scan, List<Profile> profiles, Device device, boolean keepsHistory) {
    this.profiles = List.copyOf(profiles);
    this.device = device;
    history = keepsHistory ? new ArrayList<>() : null;
    start = scan.image();
    numbers = scan.numbers();
    owners = scan.owners();
    disk = begin(start);
  }

  /**
   * Begins with what a folder holds, all of it durable.
   *
   * @param contents a folder of the same structure, which has the contents of the files
   * @param keepsHistory whether everything that happens is kept, for {@link #history}; the files'
   *     contents are brought in at once then
   * @throws IOException if a file cannot be read
   */
  public static Model of(
      Path folder, Path contents, List<Profile> profiles, Device device, boolean keepsHistory)
      throws IOException {
    Scan scan = Scan.of(folder);
    Model model = new Model(scan, profiles, device, keepsHistory);
    if (keepsHistory) {
      for (Map.Entry<Long, Path> file : scan.files().entrySet()) {
        model.load(file.getKey(), contents.resolve(folder.relativize(file.getValue())));
      }
      model.start = model.disk.live().copy();
    }
    return model;
  }

  private Disk begin(Image whole) {
    Image image = history == null ? whole.withBytesOutside() : whole;
    unsynced = profiles.stream().map(profile -> new Unsynced(image, profile, device)).toList();
    return new Disk(image, Caller.counting(), this::note);
  }

  private void note(Entry entry) {
    unsynced.forEach(each -> each.accept(entry));
    if (entry instanceof Entry.Sync || entry instanceof Entry.Release) {
      kept.forget(unsynced, number -> isNamed(disk.live().find(number)));
    }
    if (entry instanceof Entry.Release && owners.size() > 2 * remembered) {
      forgetGone();
    }
    if (history != null) {
      history.add(entry);
    }
  }

  /** Programs that make and remove files for ever must not fill the memory with their numbers. */
  private void forgetGone() {
    numbers.values().removeIf(number -> disk.live().find(number) == null);
    owners
        .keySet()
        .removeIf(number ->
            disk.live().find(number) == null
                && unsynced.stream().noneMatch(each -> each.mayBringBack(number)));
    remembered = Math.max(FEW, owners.size());
  }

  /** Of how many files it knows the owners. */
  int remembered() {
    return owners.size();
  }

  private static boolean isNamed(@Nullable Inode inode) {
    return inode != null && inode.links() > 0;
  }

  /**
   * Everything that happened.
   *
   * @throws IllegalStateException if it is not kept
   * @throws IllegalArgumentException if it was given up
   */
  public List<Entry> history() {
    if (history == null) {
      throw new IllegalStateException("the history is not kept");
    }
    checkWhole();
    return List.copyOf(history);
  }

  /** What was durable at first. */
  public Image start() {
    return start;
  }

  /** What programs see now. */
  public Image live() {
    return disk.live();
  }

  /** The profiles under which it can crash. */
  public List<Profile> profiles() {
    return profiles;
  }

  /** A promise of the program's, or a label. */
  public void mark(boolean acknowledged, String text) {
    disk.mark(acknowledged, text);
  }

  /** A file's number in the model; 0 where it has none. */
  public long number(FileId file) {
    Long number = numbers.get(file);
    return number == null || disk.live().find(number) == null ? 0 : number;
  }

  /**
   * Bytes of a file are about to change, or to be cut off.
   *
   * @param to the byte behind the last
   * @param content leads to the file
   */
  public void beforeChange(FileId file, long from, long to, Path content) throws IOException {
    long number = number(file);
    if (number != 0) {
      kept.beforeChange(unsynced, number, from, to, content);
    }
  }

  /** A name of a file is about to go. */
  public void beforeRemoval(FileId file, Path content) throws IOException {
    long number = number(file);
    if (number != 0 && disk.inode(number).links() == 1) {
      kept.beforeLastName(unsynced, number, disk.inode(number).size(), content);
    }
  }

  private void load(long number, Path content) throws IOException {
    Blocks.read(
        content,
        0,
        disk.inode(number).size(),
        BLOCK,
        (offset, bytes) -> {
          disk.load(number, offset, bytes);
          unsynced.forEach(each -> each.load(number, offset, bytes));
        });
  }

  /** The bytes of a file that has lost its last name, if they are not in memory. */
  @Nullable FileChannel nameless(long number) {
    return kept.nameless(number);
  }

  Owner owner(long number) {
    return owners.getOrDefault(number, new Owner(0, 0));
  }

  /** Something new has a name. */
  public void made(
      FileId folder, String name, FileId made, FileKind kind, String target, Origin origin) {
    long in = number(folder);
    if (in == 0) {
      return;
    }
    replaceStranger(in, name);
    long number = disk.create(in, name, kind, target, origin.permissions(), origin.path());
    numbers.put(made, number);
    owners.put(number, new Owner(origin.user(), origin.group()));
  }

  /** A file that is made without a name, and open. */
  public void madeUnnamed(FileId made, Origin origin) {
    if (failure != null) {
      return;
    }
    long number = disk.createUnnamed(origin.permissions(), origin.path());
    numbers.put(made, number);
    owners.put(number, new Owner(origin.user(), origin.group()));
    opens.opened(made);
  }

  /** A file has one more name. */
  public void linked(FileId file, FileId folder, String name, String path, String existing) {
    long number = number(file);
    long in = number(folder);
    if (number != 0 && in != 0) {
      disk.link(number, in, name, path, existing);
    }
  }

  /** A name is gone. */
  public void removed(FileId folder, String name, String path) {
    long in = number(folder);
    if (in != 0 && disk.child(in, name) != null) {
      disk.remove(in, name, path);
    }
  }

  /** The model may know a name of which the files had nothing: somebody else took it away. */
  private void replaceStranger(long in, String name) {
    if (disk.child(in, name) != null) {
      disk.remove(in, name, name);
    }
  }

  /** A name has moved. */
  public void renamed(
      FileId folder, String name, FileId toFolder, String to, String path, String toPath) {
    long from = number(folder);
    long in = number(toFolder);
    if (from == 0 || in == 0) {
      return;
    }
    if (disk.child(from, name) != null) {
      disk.rename(from, name, in, to, path, toPath);
    } else if (disk.child(in, to) != null) {
      disk.remove(in, to, toPath);
    }
  }

  /** Two names have changed places. */
  public void exchanged(
      FileId folder, String name, FileId toFolder, String to, String path, String toPath) {
    long from = number(folder);
    long in = number(toFolder);
    if (from != 0 && in != 0 && disk.child(from, name) != null && disk.child(in, to) != null) {
      disk.exchange(from, name, in, to, path, toPath);
    }
  }

  /** Bytes were written. */
  public void written(FileId file, long offset, byte[] bytes, String path) {
    long number = number(file);
    if (number != 0) {
      disk.write(number, offset, bytes, path);
    }
  }

  /** A file was cut, or made longer with zeros. */
  public void resized(FileId file, long size, String path) {
    long number = number(file);
    if (number != 0) {
      disk.resize(number, size, path);
    }
  }

  /** An attribute has another value, or none. */
  public void attribute(FileId file, String name, @Nullable Object value, String path) {
    long number = number(file);
    if (number != 0) {
      disk.attribute(number, name, value, path);
    }
  }

  /** The permissions that a file has here; 0 where it is not known. */
  public long permissions(FileId file) {
    long number = number(file);
    return number != 0
            && disk.inode(number).attributes().get(Attribute.PERMISSIONS) instanceof Long mode
        ? mode
        : 0;
  }

  /** A sync succeeded. */
  public void synced(FileId file, boolean dataOnly, String path) {
    long number = number(file);
    if (number != 0) {
      disk.sync(number, dataOnly ? Entry.Scope.DATA : Entry.Scope.ALL, path);
    }
  }

  /**
   * A sync failed, and the blocks within a range never reach the device.
   *
   * @param from the first byte
   * @param last the last byte
   */
  public void unwritten(FileId file, long from, long last, String path) {
    // Whole blocks are written out, or not.
    long end = (Math.min(last, Long.MAX_VALUE / 2) / BLOCK + 1) * BLOCK;
    lost(file, from / BLOCK * BLOCK, end, path);
  }

  /**
   * Bytes that programs see never reach the device.
   *
   * @param to the byte behind the last
   */
  public void lost(FileId file, long from, long to, String path) {
    long number = number(file);
    if (number != 0 && disk.inode(number).kind() == FileKind.FILE) {
      disk.unwritten(number, from, to, path);
    }
  }

  /** Bits of a byte have turned, in memory and on the device. */
  public void decayed(FileId file, long offset, int mask) {
    long number = number(file);
    if (number != 0) {
      disk.decay(number, offset, mask);
    }
  }

  /** A file was opened. */
  public void opened(FileId file) {
    long number = number(file);
    if (number != 0) {
      opens.opened(file);
      disk.open(number);
    }
  }

  /** An open file was closed. */
  public void closed(FileId file) {
    long number = number(file);
    if (opens.closed(file) && number != 0) {
      disk.close(number);
    }
  }

  /** What a profile's crash may take, call by call, each call once. */
  public List<String> unsynced(Profile profile) {
    return Calls.of(of(profile).pending());
  }

  private Unsynced of(Profile profile) {
    checkWhole();
    return unsynced.stream()
        .filter(each -> each.profile().equals(profile))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no profile " + profile.name()));
  }

  /** Makes everything durable. */
  public void checkpoint() {
    checkWhole();
    Image now = disk.live();
    kept.clear();
    unsynced = profiles.stream().map(profile -> new Unsynced(now, profile, device)).toList();
  }

  /**
   * The machine crashes under a profile, to one of the states that this allows, and starts again:
   * the files are changed to that state.
   *
   * @param files where the files are
   * @param stage a folder on the same file system, which is there for this only and goes again
   * @return what was lost, and which names changed
   * @throws IOException if the files cannot be changed; this model is of no use then
   */
  public Crashed crash(
      Profile profile, Function<CrashStates, CrashState> choice, Path files, Path stage)
      throws IOException {
    CrashState state = choice.apply(new CrashStates(of(profile)));
    Image target = state.image();
    Map<FileId, Long> before = Map.copyOf(numbers);
    Restorer restorer = new Restorer(this, disk.live(), target, files, stage);
    Map<Long, Path> places;
    try {
      places = restorer.run();
    } catch (IOException e) {
      failure = e.getMessage();
      throw e;
    }
    kept.clear();
    numbers.clear();
    for (Map.Entry<Long, Path> place : places.entrySet()) {
      numbers.put(FileId.of(place.getValue()), place.getKey());
    }
    disk = begin(target);
    opens.forgetThose(file -> number(file) == 0);
    opens.forEach(file -> disk.open(number(file)));
    return new Crashed(Calls.of(state.lost()), restorer.changed(before, numbers));
  }

  /**
   * Forgets everything, for there is no room for it: from now on no call changes anything, and what
   * is asked of crashes is refused.
   *
   * @param why what is said then
   */
  public void giveUp(String why) {
    failure = why;
    // First what takes most of the room.
    unsynced = List.of();
    kept.clear();
    numbers.clear();
    owners.clear();
    opens.clear();
    if (history != null) {
      history.clear();
    }
    start = Image.empty();
    disk = begin(start);
  }

  /**
   * Of files that are not as it has them it knows nothing.
   *
   * @throws IllegalArgumentException with the reason, if that is so
   */
  public void checkWhole() {
    if (failure != null) {
      throw new IllegalArgumentException(failure);
    }
  }

  static @Nullable Inode rootOf(Image image) {
    return image.at(ROOT_NAME);
  }
}
