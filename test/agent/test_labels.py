"""Every reference has its kind and its label."""

import unittest

from support import INLINE, needs_memory, take  # first: no bytecode is written from here on

from label_cases import Cases, Failure, Owner, WithMeta, closure


class LabelTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.cases = Cases()
        local_of_test = ["local of the test"]
        local_cell = ["captured by the test"]
        (lambda: local_cell)
        cls.local = local_of_test
        cls.snapshot = take()

    @classmethod
    def tearDownClass(cls):
        cls.cases.generator.close()
        cls.cases.coroutine.close()
        del cls.snapshot, cls.cases

    def edges(self, o):
        self.assertIn(id(o), self.snapshot.objects)
        return self.snapshot.objects[id(o)].edges

    def assertRefers(self, o, kind, label, target):
        wanted = (kind, label, id(target))
        edges = [tuple(e) for e in self.edges(o)]
        self.assertIn(wanted, edges, [e[:2] for e in edges])

    def assertAttribute(self, o, label, target, inline=INLINE):
        """`o.label` is `target`: at once, or by way of a `__dict__`."""
        if inline:
            self.assertRefers(o, "attribute", label, target)
            self.assertNotIn("__dict__", self.snapshot.objects[id(o)].named())
            return
        holder = self.snapshot.objects[id(o)].named()["__dict__"]
        self.assertEqual(self.snapshot.entries(holder)[label], id(target))

    def assertAllNamed(self, o):
        for kind, label, target in self.edges(o):
            self.assertIsNotNone(label, (kind, self.snapshot.type_name(self.snapshot.objects[target])))

    def test_attributes_of_plain_instances(self):
        for o in [self.cases.plain] + self.cases.plain_many:
            self.assertAttribute(o, "first", o.first)
            self.assertAttribute(o, "second", o.second)
            self.assertEqual(len(self.edges(o)), 2 if INLINE else 1)

    @needs_memory
    def test_an_attribute_that_is_not_there_leaves_the_others_their_names(self):
        self.assertAttribute(self.cases.with_hole, "second", self.cases.with_hole.second)
        self.assertNotIn("first", self.snapshot.objects[id(self.cases.with_hole)].named())
        for label in ("first", "second", "third"):
            self.assertAttribute(self.cases.with_more, label, getattr(self.cases.with_more, label))

    @needs_memory
    def test_an_instance_with_a_dict_refers_to_the_dict(self):
        self.assertRefers(self.cases.materialised, "attribute", "__dict__", self.cases.materialised_dict)
        entries = self.snapshot.entries(id(self.cases.materialised_dict))
        self.assertEqual(entries["first"], id(self.cases.materialised.first))

    @needs_memory
    def test_one_dict_among_instances_with_all_attributes(self):
        for o in self.cases.whole:
            if o is self.cases.whole[2]:
                self.assertRefers(o, "attribute", "__dict__", self.cases.whole_dict)
            else:
                self.assertAttribute(o, "first", o.first)
        entries = self.snapshot.entries(id(self.cases.whole_dict))
        self.assertEqual(entries["second"], id(self.cases.whole[2].second))

    @needs_memory
    def test_one_attribute_that_is_a_dict_is_told_from_the_instance_dict(self):
        self.assertAttribute(self.cases.one_dict, "only", self.cases.one_dict.only)
        self.assertRefers(self.cases.one_materialised, "attribute", "__dict__", self.cases.one_materialised_dict)
        self.assertEqual([e for e in self.edges(self.cases.empty) if e.label != "__dict__"], [])

    def test_slots(self):
        o = self.cases.slotted
        self.assertRefers(o, "slot", "left", o.left)
        self.assertRefers(o, "slot", "right", o.right)
        self.assertEqual(len(self.edges(o)), 2)

    def test_slots_of_base_classes_and_private_ones(self):
        o = self.cases.private_slot
        self.assertRefers(o, "slot", "left", o.left)
        self.assertRefers(o, "slot", "_PrivateSlot__hidden", o._PrivateSlot__hidden)

    def test_slots_and_attributes_together(self):
        o = self.cases.mixed
        self.assertRefers(o, "slot", "left", o.left)
        self.assertRefers(o, "slot", "right", o.right)
        self.assertAttribute(o, "extra", o.extra, inline=INLINE and self.keeps_inline(o))
        self.assertEqual(len(self.edges(o)), 3)

    def test_entries_of_dicts_under_their_keys(self):
        for d in (self.cases.dict, self.cases.ordered, self.cases.default, self.cases.counter, self.cases.sub_dict):
            for key, value in d.items():
                self.assertRefers(d, "key", id(key), key)
                self.assertRefers(d, "value", id(key), value)
        self.assertRefers(self.cases.default, "attribute", "default_factory", list)
        self.assertEqual(self.snapshot.objects[id(self.cases.dict)].length, 3)

    @needs_memory
    def test_attributes_of_subclasses_of_containers_and_values(self):
        for name in ("dict", "list", "set", "tuple", "int", "str", "deque"):
            with self.subTest(name):
                o = getattr(self.cases, "sub_" + name)
                self.assertAttribute(o, "attr", o.attr, inline=INLINE and self.keeps_inline(o))
        self.assertEqual(self.edges(self.cases.bare_list), [("item", 0, id(self.cases.bare_list[0]))])

    def keeps_inline(self, o):
        """Which classes with slots or a built-in base still keep values inline differs by version: both are right."""
        return "__dict__" not in self.snapshot.objects[id(o)].named()

    def test_items_at_their_positions(self):
        for o in (self.cases.sub_list, self.cases.sub_tuple, self.cases.point, self.cases.deque, self.cases.sub_deque):
            for position, item in enumerate(o):
                self.assertRefers(o, "item", position, item)
            self.assertEqual(self.snapshot.objects[id(o)].length, len(o))

    def test_members_of_sets(self):
        for o in (self.cases.set, self.cases.frozen, self.cases.sub_set):
            for member in o:
                self.assertRefers(o, "element", None, member)

    def test_parts_of_functions(self):
        f = self.cases.closure
        for label in ("__code__", "__globals__", "__defaults__", "__kwdefaults__", "__closure__", "__dict__", "__name__"):
            self.assertRefers(f, "attribute", label, getattr(f, label))
        if not hasattr(f, "__annotate__"):  # up to 3.13
            annotations = self.snapshot.objects[id(f)].named()["__annotations__"]
            self.assertIn("returns", str([self.snapshot.text(e.target) for e in self.snapshot.objects[annotations].edges]))
        self.assertAllNamed(f)

    def test_free_variables_name_cells_and_what_is_in_them(self):
        f = self.cases.closure
        for name, cell in zip(f.__code__.co_freevars, f.__closure__):
            self.assertRefers(f, "cell", name, cell)
            self.assertRefers(cell, "cell", name, cell.cell_contents)

    def test_methods_and_partials(self):
        self.assertRefers(self.cases.bound, "attribute", "__self__", self.cases.owner)
        self.assertRefers(self.cases.bound, "attribute", "__func__", Owner.method)
        self.assertRefers(self.cases.builtin, "attribute", "__self__", self.cases.dict)
        self.assertRefers(self.cases.partial, "attribute", "func", closure)
        self.assertRefers(self.cases.partial, "attribute", "args", self.cases.partial.args)
        self.assertRefers(self.cases.partial, "attribute", "keywords", self.cases.partial.keywords)
        for o in (self.cases.bound, self.cases.builtin, self.cases.partial):
            self.assertAllNamed(o)

    def assertLeadsTo(self, o, target, steps=3):
        """Some chain of at most so many references leads from `o` to `target`."""
        reached = {id(o)}
        for _ in range(steps):
            reached |= {e.target for a in reached if a in self.snapshot.objects for e in self.snapshot.objects[a].edges}
        self.assertIn(id(target), reached)

    def test_what_classes_written_in_c_hold_without_a_member_for_it(self):
        self.assertLeadsTo(self.cases.cached, self.cases.cached_result)
        self.assertLeadsTo(self.cases.thread_values, self.cases.thread_values.kept)

    def test_properties_and_static_and_class_methods(self):
        namespace = Owner.__dict__
        self.assertRefers(namespace["prop"], "attribute", "fget", Owner.prop.fget)
        self.assertRefers(namespace["static"], "attribute", "__func__", Owner.static)
        self.assertRefers(namespace["klass"], "attribute", "__func__", Owner.klass.__func__)

    def test_class_attributes_bases_and_mro(self):
        for cls in (WithMeta, Owner, Failure, int, object):
            named = self.snapshot.objects[id(cls)].named()
            self.assertIn("__dict__", named)
            self.assertEqual(named["__mro__"], id(cls.__mro__))
            self.assertEqual(named["__bases__"], id(cls.__bases__))
        named = self.snapshot.objects[id(WithMeta)].named()
        self.assertEqual(self.snapshot.entries(named["__dict__"])["attribute"], id(WithMeta.attribute))
        self.assertEqual(self.snapshot.text(id(WithMeta)), "label_cases.WithMeta")
        self.assertRefers(Failure.__bases__, "item", 0, Exception)

    @needs_memory
    def test_locals_of_generators(self):
        holder = self.cases.generator
        frame = holder.gi_frame if not INLINE else None
        o = frame if frame is not None else holder
        found = self.snapshot.objects[id(o)].named()
        parameter = found["parameter"]
        self.assertEqual([self.snapshot.text(e.target) for e in self.snapshot.objects[parameter].edges], ["parameter"])
        local = self.snapshot.objects[found["local"]]
        self.assertEqual([self.snapshot.text(e.target) for e in local.edges], ["local of generator"])
        self.assertIn("nested", found)
        self.assertNotIn("unset", found)
        self.assertEqual(self.snapshot.type_name(self.snapshot.objects[found["captured"]]), "cell")
        kinds = {e.label: e.kind for e in self.edges(o)}
        self.assertEqual((kinds["local"], kinds["captured"]), ("local", "cell"))
        if frame is not None:
            self.assertRefers(holder, "attribute", "gi_frame", frame)

    @needs_memory
    def test_locals_of_a_generator_that_has_not_started(self):
        holder = self.cases.fresh_generator
        o = holder if INLINE else holder.gi_frame
        self.assertIn("parameter", self.snapshot.objects[id(o)].named())

    @needs_memory
    def test_locals_of_coroutines_and_async_generators(self):
        for holder, frame, text in (
            (self.cases.coroutine, "cr_frame", "local of coroutine"),
            (self.cases.async_generator, "ag_frame", "local of async generator"),
        ):
            o = holder if INLINE else getattr(holder, frame)
            found = self.snapshot.objects[id(o)].named()
            local = self.snapshot.objects[found["local"]]
            self.assertEqual([self.snapshot.text(e.target) for e in local.edges], [text])
            self.assertIn("parameter", found)

    def test_locals_of_running_functions(self):
        frames = [o for o in self.snapshot.of_type("frame") if "local_of_test" in o.named()]
        self.assertEqual(len(frames), 1)
        self.assertIn(("local", "local_of_test", id(self.local)), [tuple(e) for e in frames[0].edges])
        self.assertIn(frames[0].address, [address for kind, _, address in self.snapshot.roots if kind == "frame"])
        self.assertIn("local_cell", frames[0].named())

    def test_weak_references_are_weak_and_their_callbacks_are_not(self):
        self.assertRefers(self.cases.weak, "weak", None, self.cases.plain)
        self.assertRefers(self.cases.weak, "attribute", "__callback__", print)
        self.assertRefers(self.cases.sub_weak, "weak", None, self.cases.plain)
        self.assertRefers(self.cases.sub_weak, "slot", "key", self.cases.sub_weak.key)
        self.assertEqual(len(self.edges(self.cases.weak_bare)), 1)

    @needs_memory
    def test_weak_proxies(self):
        proxies = [o for o in self.snapshot.objects.values() if self.snapshot.type_name(o).split(".")[-1] in ("weakproxy", "ProxyType")]
        ours = [o for o in proxies if id(self.cases.plain) in o.targets("weak")]
        self.assertEqual(len(ours), 2)
        self.assertEqual(sorted(len(o.edges) for o in ours), [1, 2])

    def test_exceptions_and_tracebacks(self):
        failure = self.cases.failure
        self.assertRefers(failure, "attribute", "args", failure.args)
        self.assertRefers(failure, "attribute", "__cause__", failure.__cause__)
        self.assertRefers(failure, "attribute", "__context__", failure.__context__)
        self.assertRefers(failure, "attribute", "__traceback__", failure.__traceback__)
        self.assertRefers(failure.__traceback__, "attribute", "tb_frame", failure.__traceback__.tb_frame)
        holder = self.snapshot.objects[id(failure)].named()["__dict__"]
        self.assertEqual(self.snapshot.entries(holder)["detail"], id(failure.detail))
        self.assertAllNamed(failure)

    def test_modules_and_their_globals(self):
        self.assertRefers(self.cases.module, "attribute", "__dict__", self.cases.module.__dict__)
        entries = self.snapshot.entries(id(self.cases.module.__dict__))
        self.assertEqual(entries["member"], id(self.cases.module.member))
        self.assertEqual(self.snapshot.text(id(self.cases.module)), "made")

    def test_code_objects(self):
        code = closure.__code__
        self.assertRefers(code, "attribute", "co_consts", code.co_consts)
        self.assertRefers(code, "attribute", "co_names", code.co_names)
        self.assertRefers(code, "attribute", "co_filename", code.co_filename)

    def test_views_and_slices(self):
        self.assertRefers(self.cases.slice, "attribute", "start", self.cases.slice.start)
        self.assertIn(id(self.cases.dict), self.snapshot.objects[id(self.cases.proxy_of_dict)].targets())
        managed = self.snapshot.objects[id(self.cases.view)]
        behind = [t for m in managed.targets() for t in self.snapshot.objects[m].targets()] + managed.targets()
        self.assertIn(id(self.cases.buffer), behind)

    def test_every_reference_is_a_real_one(self):
        """What the collector reports of an object is all in the snapshot, but for its class."""
        import gc

        for name, o in vars(self.cases).items():
            with self.subTest(name):
                told = {id(r) for r in gc.get_referents(o) if r is not type(o) and r is not None}
                written = set(self.snapshot.objects[id(o)].targets()) if id(o) in self.snapshot.objects else set()
                self.assertEqual(told - written, set())


if __name__ == "__main__":
    unittest.main()
