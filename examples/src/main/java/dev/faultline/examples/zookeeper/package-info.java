/** ZooKeeper as it is: three servers and their clients, under crashes and partitions. */
@NullMarked
package dev.faultline.examples.zookeeper;

import org.jspecify.annotations.NullMarked;
