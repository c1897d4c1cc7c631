package dev.faultline.chaos;

import dev.faultline.chaos.ProxyException.Reason;
import dev.faultline.chaos.net.Planted;
import dev.faultline.chaos.toxic.Direction;
import dev.faultline.chaos.toxic.ToxicSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/** The toxics of a proxy, in their order. Not thread-safe. */
final class ToxicRow {
  private final List<Planted> row = new ArrayList<>();
  private long added;

  void add(ToxicSpec spec) throws ProxyException {
    if (find(spec.name()).isPresent()) {
      throw new ProxyException(Reason.TOXIC_EXISTS);
    }
    row.add(new Planted(spec, ++added, 0, new LongAdder()));
  }

  void update(ToxicSpec spec) throws ProxyException {
    int at = indexOf(spec.name());
    row.set(at, row.get(at).with(spec));
  }

  void remove(String name) throws ProxyException {
    row.remove(indexOf(name));
  }

  void clear() {
    row.clear();
  }

  Optional<ToxicSpec> find(String name) {
    return row.stream().map(Planted::spec).filter(spec -> spec.name().equals(name)).findFirst();
  }

  long applications(String name) {
    return row.stream()
        .filter(toxic -> toxic.spec().name().equals(name))
        .mapToLong(toxic -> toxic.applications().sum())
        .sum();
  }

  /** Upstream ones first, each direction in the order of its chain. */
  List<Planted> planted() {
    List<Planted> ordered = new ArrayList<>(row.size());
    for (Direction direction : Direction.values()) {
      for (Planted toxic : row) {
        if (toxic.spec().direction() == direction) {
          ordered.add(toxic);
        }
      }
    }
    return ordered;
  }

  List<ToxicSpec> specs() {
    return planted().stream().map(Planted::spec).toList();
  }

  private int indexOf(String name) throws ProxyException {
    for (int i = 0; i < row.size(); i++) {
      if (row.get(i).spec().name().equals(name)) {
        return i;
      }
    }
    throw new ProxyException(Reason.TOXIC_NOT_FOUND);
  }
}
