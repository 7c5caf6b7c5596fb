import path from 'node:path';
import ts from 'typescript';
import { ROOT } from './source-tree.ts';

/** Compares what electron/ uses of Electron with what its stand-in emulates, by Electron's own declarations. */

/** Electron's types by the name that the stand-in exports; in the preload script by the object's name. */
const EMULATED_AS: Readonly<Partial<Record<string, string>>> = {
  App: 'app',
  BaseWindow: 'BrowserWindow',
  BrowserWindow: 'BrowserWindow',
  Clipboard: 'clipboard',
  ContextBridge: 'contextBridge',
  Dialog: 'dialog',
  IpcMain: 'ipcMain',
  IpcRenderer: 'ipcRenderer',
  Menu: 'Menu',
  MenuItem: 'MenuItem',
  NativeTheme: 'nativeTheme',
  Protocol: 'protocol',
  Screen: 'screen',
  Session: 'session',
  Shell: 'shell',
  WebContents: 'webContents',
  WebUtils: 'webUtils',
};

/** Records that Electron hands out: what matters is who hands them out. WebFrameMain is one of them here. */
const RECORDS: ReadonlySet<string> = new Set([
  'AppDetails',
  'Details',
  'Display',
  'Event',
  'HandlerDetails',
  'IpcMainEvent',
  'IpcMainInvokeEvent',
  'MessageBoxReturnValue',
  'OpenDialogReturnValue',
  'Process',
  'ProcessVersions',
  'Rectangle',
  'RenderProcessGoneDetails',
  'SaveDialogReturnValue',
  'WebContentsDidStartNavigationEventParams',
  'WebContentsWillFrameNavigateEventParams',
  'WebFrameMain',
]);

const STAND_IN = path.join(ROOT, 'test/stand-in/main/electron.ts');
const PRELOAD_SCOPE = path.join(ROOT, 'test/stand-in/page/preload-script.ts');

/** The members of an emulated thing: its own and, of a class, the static ones too. */
export type Members = ReadonlyMap<string, ReadonlySet<string>>;

export class ElectronUse {
  readonly #program: ts.Program;
  readonly #checker: ts.TypeChecker;

  /** `made` are sources that lie nowhere, by name from the project's root. */
  constructor(files: readonly string[], made: Readonly<Record<string, string>> = {}) {
    const config = ts.readConfigFile(path.join(ROOT, 'tsconfig.test.json'), (file) => ts.sys.readFile(file));
    const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, ROOT);
    const inMemory = new Map(Object.entries(made).map(([name, text]) => [path.join(ROOT, name), text]));
    const host = ts.createCompilerHost(options);
    const { fileExists, readFile } = host;
    host.fileExists = (file) => inMemory.has(file) || fileExists.call(host, file);
    host.readFile = (file) => inMemory.get(file) ?? readFile.call(host, file);
    const { getSourceFile } = host;
    host.getSourceFile = (file, version) => {
      const text = inMemory.get(file);
      return text === undefined
        ? getSourceFile.call(host, file, version)
        : ts.createSourceFile(file, text, ts.ScriptTarget.ES2023, true);
    };
    const roots = [
      ...files.map((file) => path.join(ROOT, file)),
      ...inMemory.keys(),
      STAND_IN,
      PRELOAD_SCOPE,
    ];
    this.#program = ts.createProgram(roots, options, host);
    this.#checker = this.#program.getTypeChecker();
  }

  #file(name: string): ts.SourceFile {
    const file = this.#program.getSourceFile(path.resolve(ROOT, name));
    if (file === undefined) throw new Error(`${name} is not in the program`);
    return file;
  }

  /** `Owner.member` for each member of Electron that the files name, and `import name` for each thing they import. */
  used(files: readonly string[]): ReadonlySet<string> {
    const found = new Set<string>();
    const visit = (node: ts.Node): void => {
      if (ts.isImportSpecifier(node)) this.#addImport(node, found);
      else if (ts.isIdentifier(node)) this.#addMember(node, found);
      ts.forEachChild(node, visit);
    };
    for (const name of files) visit(this.#file(name));
    return found;
  }

  #addImport(node: ts.ImportSpecifier, found: Set<string>): void {
    const { moduleSpecifier, importClause } = node.parent.parent.parent;
    const isValue = !node.isTypeOnly && importClause?.phaseModifier !== ts.SyntaxKind.TypeKeyword;
    if (isValue && ts.isStringLiteral(moduleSpecifier) && moduleSpecifier.text === 'electron') {
      found.add(`import ${(node.propertyName ?? node.name).text}`);
    }
  }

  #addMember(node: ts.Identifier, found: Set<string>): void {
    // A key of an object literal is an option given to Electron, not a member asked of it.
    if (ts.isPropertyAssignment(node.parent) || ts.isShorthandPropertyAssignment(node.parent)) return;
    const symbols = ts.isBindingElement(node.parent)
      ? [this.#destructured(node.parent)]
      : [this.#checker.getSymbolAtLocation(node)];
    for (const symbol of symbols) {
      const owner = symbol?.declarations?.map(ownerInElectron).find((name) => name !== null);
      if (symbol !== undefined && owner !== undefined && owner !== null) found.add(`${owner}.${symbol.name}`);
    }
  }

  #destructured(element: ts.BindingElement): ts.Symbol | undefined {
    const name = element.propertyName ?? element.name;
    if (!ts.isIdentifier(name) || !ts.isObjectBindingPattern(element.parent)) return undefined;
    return this.#checker.getTypeAtLocation(element.parent).getProperty(name.text);
  }

  /** Names of the events that the files listen to on Electron's objects. */
  events(files: readonly string[]): ReadonlySet<string> {
    const found = new Set<string>();
    const visit = (node: ts.Node): void => {
      if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
        const [first] = node.arguments;
        const declaration = this.#checker.getResolvedSignature(node)?.declaration;
        const isElectrons = declaration !== undefined && isInElectron(declaration);
        const isListening = ['on', 'once'].includes(node.expression.name.text);
        if (isElectrons && isListening && ts.isStringLiteral(first)) found.add(first.text);
      }
      ts.forEachChild(node, visit);
    };
    for (const name of files) visit(this.#file(name));
    return found;
  }

  /** What a module of the stand-in emulates: public members by exported name. */
  emulated(module = STAND_IN): Members {
    const file = this.#file(module);
    const symbol = this.#checker.getSymbolAtLocation(file);
    const all = symbol === undefined ? [] : this.#checker.getExportsOfModule(symbol);
    return new Map(all.map((each) => [each.name, this.#publicMembers(this.#checker.getTypeOfSymbol(each))]));
  }

  /** What the preload script finds. */
  emulatedInPreload(): Members {
    const members = new Map<string, ReadonlySet<string>>();
    const visit = (node: ts.Node): void => {
      if (
        ts.isVariableDeclaration(node) &&
        ['ipcRenderer', 'webUtils', 'contextBridge'].includes(node.name.getText())
      ) {
        members.set(node.name.getText(), this.#publicMembers(this.#checker.getTypeAtLocation(node)));
      }
      ts.forEachChild(node, visit);
    };
    visit(this.#file(PRELOAD_SCOPE));
    return members;
  }

  #publicMembers(type: ts.Type): ReadonlySet<string> {
    const instance = type.getConstructSignatures().map((signature) => signature.getReturnType());
    const properties = [type, ...instance].flatMap((each) => this.#checker.getPropertiesOfType(each));
    return new Set(
      properties.map(({ name }) => name).filter((name) => !/^(__|#)/.test(name) && name !== 'prototype'),
    );
  }

  /** All members that Electron declares for something the stand-in exports, static ones too. */
  declared(exported: string): ReadonlySet<string> {
    const names = Object.entries(EMULATED_AS).flatMap(([owner, name]) => (name === exported ? [owner] : []));
    const types = names.flatMap((name) => this.#electronTypes(name));
    return new Set(types.flatMap((type) => this.#checker.getPropertiesOfType(type)).map(({ name }) => name));
  }

  #electronTypes(name: string): ts.Type[] {
    const declarations = this.#program.getSourceFiles().find((file) => isDeclarationFile(file.fileName));
    if (declarations === undefined) throw new Error("Electron's declarations are not in the program");
    const scope = this.#checker.getSymbolsInScope(declarations, ts.SymbolFlags.Namespace);
    const namespace = scope.find((symbol) => symbol.name === 'Electron');
    const symbol = namespace?.exports?.get(ts.escapeLeadingUnderscores(name));
    if (symbol === undefined) throw new Error(`Electron declares no ${name}`);
    const isClass = (symbol.flags & ts.SymbolFlags.Class) !== 0;
    const instance = this.#checker.getDeclaredTypeOfSymbol(symbol);
    return isClass ? [instance, this.#checker.getTypeOfSymbol(symbol)] : [instance];
  }
}

function isDeclarationFile(name: string): boolean {
  return name.endsWith('/electron/electron.d.ts');
}

function isInElectron(node: ts.Node): boolean {
  return isDeclarationFile(node.getSourceFile().fileName);
}

/** The class or interface of Electron that declares this member; null when it is none of Electron's members. */
function ownerInElectron(declaration: ts.Declaration): string | null {
  if (!isInElectron(declaration)) return null;
  const { parent } = declaration;
  const isMember = ts.isInterfaceDeclaration(parent) || ts.isClassDeclaration(parent);
  return isMember ? (parent.name?.text ?? null) : null;
}

/** Those of the used members that nobody emulates, and owners that are not known here. */
export function notEmulated(used: ReadonlySet<string>, emulated: Members): readonly string[] {
  return [...used].filter((use) => {
    const [owner, member] = use.split('.') as [string, string | undefined];
    if (owner.startsWith('import ')) return !emulated.has(owner.slice('import '.length));
    if (RECORDS.has(owner)) return false;
    const members = emulated.get(EMULATED_AS[owner] ?? '');
    return member === undefined || members?.has(member) !== true;
  });
}

/** Those of the emulated members that Electron does not declare. */
export function invented(emulated: Members, electron: ElectronUse): readonly string[] {
  return [...emulated].flatMap(([name, members]) => {
    const declared = electron.declared(name);
    return [...members].filter((member) => !declared.has(member)).map((member) => `${name}.${member}`);
  });
}
