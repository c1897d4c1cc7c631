package dev.faultline.cli;

import dev.faultline.check.read.HistoryReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Requests for the histories of files, in order, read as they are needed. Files that cannot be read
 * are checked here, which says what is wrong with them. Used by one thread.
 */
final class ShippedHistories implements Iterator<byte[]> {
  /** Makes a request. */
  interface Requests {
    CheckErrand.Request of(Path file, Path found, byte[] content);
  }

  /** In order; null for one that was shipped. */
  private record Place(String file, @Nullable CheckedFile here) {}

  private final Iterator<Path> files;
  private final Function<Path, CheckedFile> here;
  private final Requests requests;
  private final List<Place> places = new ArrayList<>();

  /** Of the places, those that have been printed. */
  private int printed;

  private byte @Nullable [] next;

  ShippedHistories(List<Path> files, Function<Path, CheckedFile> here, Requests requests) {
    this.files = files.iterator();
    this.here = here;
    this.requests = requests;
  }

  @Override
  public boolean hasNext() {
    while (next == null && files.hasNext()) {
      Path file = files.next();
      byte[] request = CheckedFile.isStandardInput(file) ? null : request(file);
      places.add(new Place(file.toString(), request == null ? here.apply(file) : null));
      next = request;
    }
    return next != null;
  }

  private byte @Nullable [] request(Path file) {
    try {
      Path found = HistoryReader.historyIn(file);
      return CheckErrand.bytes(requests.of(file, found, Files.readAllBytes(found)));
    } catch (IOException | OutOfMemoryError e) {
      // Too long for one array, too.
      return null;
    }
  }

  @Override
  public byte[] next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    byte[] taken = next;
    next = null;
    if (taken == null) {
      throw new IllegalStateException("there is none, though there was");
    }
    return taken;
  }

  /** Those that were checked here and come before the shipped one that is next. */
  List<CheckedFile> before(String file) {
    List<CheckedFile> before = rest();
    if (printed == places.size() || !places.get(printed).file().equals(file)) {
      throw new IllegalStateException("an answer about " + file + " comes out of order");
    }
    printed++;
    return before;
  }

  /** Those that were checked here up to the shipped one that is next, or the end. */
  List<CheckedFile> rest() {
    List<CheckedFile> rest = new ArrayList<>();
    while (printed < places.size()) {
      CheckedFile checked = places.get(printed).here();
      if (checked == null) {
        break;
      }
      rest.add(checked);
      printed++;
    }
    return rest;
  }
}
