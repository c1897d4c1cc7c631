package dev.faultline.explore.search;

import dev.faultline.explore.search.GuidedAdversary.Segment;
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

  /** The beginning of a run, up to the decision after which it showed something. */
  record Way(List<Segment> segments, long decisions) {
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
   * @param shown each with the number of decisions after which it was shown first
   */
  void add(List<Segment> segments, Map<Long, Long> shown, KeyedStream random) {
    shown.forEach((what, decisions) -> {
      Place place = index.get(what);
      if (place == null && index.size() < MOST_PLACES) {
        place = new Place();
        index.put(what, place);
        places.add(place);
      }
      if (place != null) {
        place.seen++;
        keep(place, new Way(segments, decisions), random);
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

  private static double weight(Place place) {
    double tried = 1.0 + place.tried;
    return 1 / (place.seen * tried * tried);
  }
}
