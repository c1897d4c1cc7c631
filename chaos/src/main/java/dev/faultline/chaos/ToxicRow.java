package dev.faultline.chaos;

import dev.faultline.chaos.ProxyException.Reason;
import dev.faultline.chaos.net.Planted;
import dev.faultline.chaos.toxic.ToxicSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The toxics of a proxy, in their order. Not thread-safe. */
final class ToxicRow {
  private final List<Planted> row = new ArrayList<>();
  private long added;

  void add(ToxicSpec spec, long nowNanos) throws ProxyException {
    if (find(spec.name()).isPresent()) {
      throw new ProxyException(Reason.TOXIC_EXISTS);
    }
    row.add(Planted.first(spec, ++added, nowNanos));
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
    return plantedAs(name).map(Planted::spec);
  }

  long applications(String name) {
    return plantedAs(name).map(toxic -> toxic.applications().sum()).orElse(0L);
  }

  /** In the order in which they were added, which is the order of the chains. */
  List<Planted> planted() {
    return List.copyOf(row);
  }

  /** Upstream ones first, then those of both directions, then downstream ones. */
  List<ToxicSpec> specs() {
    return row.stream().map(Planted::spec).sorted(Comparator.comparing(ToxicSpec::stream)).toList();
  }

  Optional<Planted> plantedAs(String name) {
    return row.stream().filter(toxic -> toxic.spec().name().equals(name)).findFirst();
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
