package dev.faultline.explore.search;

import dev.faultline.explore.search.GuidedAdversary.Segment;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What runs have shown so far, and for each thing shown a few runs that lead to it. Where to go on
 * from is drawn with a weight that falls with the number of runs that came by: what is rare is
 * tried most, and less the more often it was tried in vain, because a run that begins there comes
 * by again.
 */
final class Archive {
  /** Ways to one thing: a single one may be a dead end. */
  private static final int MOST_WAYS = 8;

  /** Enough for every program whose signals count steps; what comes after is only counted. */
  private static final int MOST_PLACES = 20_000;

  /**
   * The beginning of a run, up to the decision after which it showed something.
   *
   * @param world its number
   */
  record Way(int world, List<Segment> segments, long decisions) {
    long root() {
      return segments.getFirst().seed();
    }
  }

  private static final class Place {
    final List<Way> ways = new ArrayList<>(MOST_WAYS);
    int seen;
    int roots;
    int tried;
  }

  private final Map<Long, Place> index = new LinkedHashMap<>();
  private final List<Place> places = new ArrayList<>();

  /**
   * Adds what a run showed.
   *
   * @param world the number of the run
   * @param shown each with the number of decisions after which it was shown first
   */
  void add(int world, List<Segment> segments, Map<Long, Long> shown, KeyedStream random) {
    shown.forEach((what, decisions) -> {
      Place place = index.get(what);
      if (place == null && index.size() < MOST_PLACES) {
        place = new Place();
        index.put(what, place);
        places.add(place);
      }
      if (place != null) {
        place.seen++;
        keep(place, new Way(world, segments, decisions), random);
      }
    });
  }

  /**
   * One way from each world that was new from its beginning, the earliest, since it leaves most of
   * the run to go on; every such world is as likely to be among them as any other.
   */
  private static void keep(Place place, Way way, KeyedStream random) {
    for (int i = 0; i < place.ways.size(); i++) {
      Way known = place.ways.get(i);
      if (known.root() == way.root()) {
        if (way.decisions < known.decisions) {
          place.ways.set(i, way);
        }
        return;
      }
    }
    place.roots++;
    if (place.ways.size() < MOST_WAYS) {
      place.ways.add(way);
      return;
    }
    int slot = random.below(place.roots);
    if (slot < MOST_WAYS) {
      place.ways.set(slot, way);
    }
  }

  /** A way to go on from, or null while nothing has been shown. */
  @Nullable Way pick(KeyedStream random) {
    double all = 0;
    for (Place place : places) {
      all += weight(place);
    }
    double left = random.fraction() * all;
    for (Place place : places) {
      left -= weight(place);
      if (left < 0) {
        place.tried++;
        return random.pick(place.ways);
      }
    }
    return places.isEmpty() ? null : random.pick(places.getLast().ways);
  }

  /** All runs that something leads back to, by their numbers. */
  Map<Integer, List<Segment>> runs() {
    Map<Integer, List<Segment>> runs = new LinkedHashMap<>();
    places.forEach(place -> place.ways.forEach(way -> runs.put(way.world, way.segments)));
    return runs;
  }

  /** Writes all but the {@link #runs}. */
  void write(DataOutputStream out) throws IOException {
    out.writeInt(index.size());
    // Places are in the same order as what they are for.
    for (Map.Entry<Long, Place> each : index.entrySet()) {
      Place place = each.getValue();
      out.writeLong(each.getKey());
      out.writeInt(place.seen);
      out.writeInt(place.roots);
      out.writeInt(place.tried);
      out.writeInt(place.ways.size());
      for (Way way : place.ways) {
        out.writeInt(way.world);
        out.writeLong(way.decisions);
      }
    }
  }

  /**
   * Reads an archive.
   *
   * @param runs that its ways begin like, by their numbers
   */
  static Archive read(DataInputStream in, Map<Integer, List<Segment>> runs) throws IOException {
    Archive archive = new Archive();
    for (int left = in.readInt(); left > 0; left--) {
      Place place = new Place();
      archive.index.put(in.readLong(), place);
      archive.places.add(place);
      place.seen = in.readInt();
      place.roots = in.readInt();
      place.tried = in.readInt();
      for (int more = in.readInt(); more > 0; more--) {
        int world = in.readInt();
        place.ways.add(new Way(world, GuidedCodec.run(runs, world), in.readLong()));
      }
    }
    return archive;
  }

  private static double weight(Place place) {
    double tried = 1.0 + place.tried;
    return 1 / (place.seen * tried * tried);
  }
}
