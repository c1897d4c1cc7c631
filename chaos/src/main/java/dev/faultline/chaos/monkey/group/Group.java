package dev.faultline.chaos.monkey.group;

import java.util.Comparator;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * A group of instances, of which one is struck at a time.
 *
 * @param stack of {@link Grouping#STACK}; empty otherwise
 * @param cluster of {@link Grouping#CLUSTER}; empty otherwise
 * @param region empty if the group spans all regions
 */
public record Group(
    Grouping grouping, String app, String account, String region, String stack, String cluster) {

  /** The group that an instance is in. */
  public static Group of(Grouping grouping, boolean regionsAreIndependent, Instance instance) {
    return of(
        grouping, regionsAreIndependent, instance.account(), instance.region(), instance.cluster());
  }

  /** The group of a cluster's instances. */
  public static Group of(
      Grouping grouping,
      boolean regionsAreIndependent,
      String account,
      String region,
      ClusterName cluster) {
    return new Group(
        grouping,
        cluster.app(),
        account,
        regionsAreIndependent ? region : "",
        grouping == Grouping.STACK ? cluster.stack() : "",
        grouping == Grouping.CLUSTER ? cluster.toString() : "");
  }

  /** In the order of their names. */
  public static List<Group> sorted(Iterable<Group> groups) {
    return StreamSupport.stream(groups.spliterator(), false)
        .distinct()
        .sorted(Comparator.comparing(Group::name))
        .toList();
  }

  /** Whether the group contains an instance with these names. */
  public boolean contains(String itsAccount, String itsRegion, ClusterName itsCluster) {
    return of(grouping, !region.isEmpty(), itsAccount, itsRegion, itsCluster).equals(this);
  }

  /** A name that is unique among groups, and usable as a file name if its parts are. */
  public String name() {
    StringBuilder name = new StringBuilder(part(app) + "." + part(account) + "." + grouping.text());
    if (grouping == Grouping.STACK) {
      name.append('.').append(part(stack));
    }
    if (grouping == Grouping.CLUSTER) {
      name.append('.').append(part(cluster));
    }
    if (!region.isEmpty()) {
      name.append('@').append(region);
    }
    return name.toString();
  }

  /** Names may hold dots themselves: those do not separate. */
  private static String part(String text) {
    return text.replace("%", "%25").replace(".", "%2E").replace("@", "%40");
  }

  @Override
  public String toString() {
    return name();
  }
}
