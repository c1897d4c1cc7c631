package dev.faultline.explore.exhaustive;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How a search came to a state. Ways of one length are in the order in which one thread comes to
 * their ends, which tries the nearest states first: so they are compared by their places.
 *
 * @param places which of the events that were possible did happen each time, from 0 on
 * @param keys of these events; empty where nobody asks for them
 */
record Way(int[] places, long[] keys) implements Comparable<Way> {
  /** To where the search begins. */
  static final Way NONE = new Way(new int[0], new long[0]);

  /** The way that goes on by one event. */
  Way then(int place, long key) {
    int[] places = Arrays.copyOf(this.places, this.places.length + 1);
    long[] keys = Arrays.copyOf(this.keys, places.length);
    places[places.length - 1] = place;
    keys[places.length - 1] = key;
    return new Way(places, keys);
  }

  /** The way without its last event. */
  Way before() {
    int length = places.length - 1;
    return new Way(Arrays.copyOf(places, length), Arrays.copyOf(keys, length));
  }

  int lastPlace() {
    return places[places.length - 1];
  }

  /** What {@link StateGraph} calls the state, if this is the first way there. */
  long id() {
    long id = StateGraph.BEGINNING;
    for (long key : keys) {
      id = StateGraph.id(id, key);
    }
    return id;
  }

  @Override
  public int compareTo(Way other) {
    return Arrays.compare(places, other.places);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Way way && Arrays.equals(places, way.places);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(places);
  }

  /** Writes it, without what it has in common with the one that was written before. */
  void write(DataOutputStream out, Way before) throws IOException {
    int same = StateCodec.shared(before.keys, keys);
    StateCodec.writeSmall(out, places.length);
    StateCodec.writeSmall(out, same);
    for (int i = same; i < places.length; i++) {
      StateCodec.writeSmall(out, places[i]);
      out.writeLong(keys[i]);
    }
  }

  static Way read(DataInputStream in, Way before) throws IOException {
    int length = StateCodec.readSmall(in);
    int same = StateCodec.readSmall(in);
    int[] places = new int[length];
    long[] keys = new long[length];
    System.arraycopy(before.places, 0, places, 0, same);
    System.arraycopy(before.keys, 0, keys, 0, same);
    for (int i = same; i < length; i++) {
      places[i] = StateCodec.readSmall(in);
      keys[i] = in.readLong();
    }
    return new Way(places, keys);
  }

  static void write(DataOutputStream out, List<Way> ways) throws IOException {
    out.writeInt(ways.size());
    Way before = NONE;
    for (Way way : ways) {
      way.write(out, before);
      before = way;
    }
  }

  static List<Way> read(DataInputStream in) throws IOException {
    List<Way> ways = new ArrayList<>();
    Way before = NONE;
    for (int left = in.readInt(); left > 0; left--) {
      before = read(in, before);
      ways.add(before);
    }
    return ways;
  }
}
