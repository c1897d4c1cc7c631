/** Campaigns on Apache Spark. */
@NullMarked
package dev.faultline.spark;

import org.jspecify.annotations.NullMarked;
